"""The ruler at work: files checked, mended, marked."""
