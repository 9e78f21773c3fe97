"""脱敏: find what outsiders must not see, and make copies in which it is really gone. Pure; knows no office."""
