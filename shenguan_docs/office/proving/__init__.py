"""What makes an office's records provable to others: its key, signed heads of the journal, proofs for letters."""
