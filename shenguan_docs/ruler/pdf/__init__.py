"""Measuring a PDF by its glyphs and lines."""
