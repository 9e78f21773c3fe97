"""Asking: from what a secretary typed to a question that an engine can answer.

``syntax`` reads quotes, brackets, minus, 或 and fields; ``days`` reads dates and spans; ``vocabulary`` holds
the names that an office knows; ``understanding`` recognises them; ``pinyin`` matches names by their sound.
"""
