"""Carry an office over to other engines, and back: one file for each of what is carried."""
