"""Readers of one file format each. They run in the child process of ``extract_worker`` only."""
