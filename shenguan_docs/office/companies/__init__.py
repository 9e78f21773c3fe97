"""行政相对人 and the warning base: looked up, kept, read by the credit check."""
