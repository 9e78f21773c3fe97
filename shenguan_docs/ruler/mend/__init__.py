"""Putting a foreign DOCX right."""
