"""送达回证 apart from any office: their codes, the ways of service, reading scans that come back."""
