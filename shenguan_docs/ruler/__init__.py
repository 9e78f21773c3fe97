"""The ruler: measures any DOCX or PDF against GB/T 9704-2012, knowing nothing of our document model."""
