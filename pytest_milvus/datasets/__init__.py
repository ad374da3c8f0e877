"""Seeded datasets: rows, queries, exact nearest neighbours and filters with known answers, from a recipe.

Importing this package costs nothing beyond NumPy and SciPy; `load_dataset` reads a recipe.
"""

from __future__ import annotations

from pytest_milvus.datasets.dataset import Dataset, KnownFilter
from pytest_milvus.datasets.recipe import load_dataset

__all__ = ["Dataset", "KnownFilter", "load_dataset"]
