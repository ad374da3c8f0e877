"""Exact answers without a server: what a filter selects, what a search finds."""
