"""收文: outside documents that are registered."""
