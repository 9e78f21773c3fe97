"""送达回证: made for letters, filled in, scans that come back, the tray, what is lacking."""
