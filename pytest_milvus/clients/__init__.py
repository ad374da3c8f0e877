"""Clients for a test: how each is made, which loop it belongs to, and what it leaves behind."""
