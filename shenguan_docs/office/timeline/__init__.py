"""The timeline of a 行政相对人, a matter or both: everything in order, answers joined, what is late."""
