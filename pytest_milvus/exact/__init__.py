"""Exact answers without a server: filters over rows, and nearest neighbours."""
