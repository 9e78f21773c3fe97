"""Letters: drafted, revised, signed, issued, sent, claimed, shown."""
