"""Pytest plugin: a Milvus server, clients, isolated collections and a seeded dataset for tests.

Importing this package costs nothing; pytest loads `pytest_milvus.plugin` through its entry point.
"""

__all__ = ["MilvusClientWarning", "MilvusServerWarning"]

pytest_plugins = ["pytest_milvus.plugin"]  # pytest 8 imports what a conftest names, not its entry point


class MilvusClientWarning(UserWarning):
    """An async client outlived its test: it was used after it, or never closed; says where it was made."""


class MilvusServerWarning(UserWarning):
    """The server died, and a new one took its place; says in which test."""
