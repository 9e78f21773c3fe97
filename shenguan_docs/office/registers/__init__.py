"""登记簿: the office's registers as it prints them, and those of past years as they come in."""
