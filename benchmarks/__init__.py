"""Long measurements: each file prints one table; ``script/bench`` runs them all."""
