"""Checks: what is compared, found by id in one registry."""
