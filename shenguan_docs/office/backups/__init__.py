"""Back up an office, restore one, try out that it can be restored."""
