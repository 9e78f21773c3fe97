"""Measuring a DOCX by its XML."""
