"""Conformance suite for async Milvus clients.

Importing this package costs nothing: every part is imported where it is used.
"""
