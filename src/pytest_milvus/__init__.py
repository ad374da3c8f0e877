"""Pytest plugin: a Milvus server, clients, isolated collections and a seeded dataset for tests.

Importing this package costs nothing; pytest loads `pytest_milvus.plugin` through its entry point, or through
``pytest_plugins = ["pytest_milvus"]`` where entry points are switched off.
"""

__all__ = ["MilvusClientWarning"]

pytest_plugins = ["pytest_milvus.plugin"]


class MilvusClientWarning(UserWarning):
    """An async client outlived its test: it was used after it, or never closed; says where it was made."""
