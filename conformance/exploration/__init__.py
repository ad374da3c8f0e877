"""Exploring one check of one method: which test cases are tried, confirmed and made smaller."""
