"""Pytest plugin: a Milvus server, clients, isolated collections and a seeded dataset for tests.

Importing this package costs nothing; pytest loads `pytest_milvus.plugin` through its entry point.
"""
