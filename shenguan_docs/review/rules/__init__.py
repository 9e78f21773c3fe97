"""The rules of a review, one file a subject; each is a plain function from the facts to what it saw."""
