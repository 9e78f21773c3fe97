"""Full text: the index kept up to the journal, and questions asked of it."""
