"""Duties: what the records tell of them, listed, missed, reminded of and counted."""
