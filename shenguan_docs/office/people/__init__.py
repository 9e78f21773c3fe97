"""The people of an office at the desk: who comes in, and what each may see and do."""
