"""What an office keeps besides documents: the plan, arrangements, its own kinds."""
