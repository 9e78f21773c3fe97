"""脱敏 copies of case bundles: what the records say is secret, what a person adds, the copy and its list."""
