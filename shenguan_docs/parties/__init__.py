"""行政相对人: the people and bodies that letters are about."""
