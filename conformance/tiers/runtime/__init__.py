"""The runtime tier: what a client owes because it is async."""
