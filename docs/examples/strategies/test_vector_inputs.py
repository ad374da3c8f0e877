"""A function that takes vectors in whatever form its callers have them."""

from typing import Any

import numpy as np
from hypothesis import given, settings

from conformance.model import Field
from conformance.strategies import vector_inputs
from pytest_milvus.values.recipe import build


def unit(vector: Any) -> list[float]:
    """Stand for the application's code under test."""
    array = np.asarray(vector, dtype=np.float64)
    return (array / np.linalg.norm(array)).tolist()


@settings(deadline=None)  # a busy machine is no failure
@given(vector_inputs(Field("vector", "FLOAT_VECTOR", {"dim": 4})))
def test_unit(form: Any) -> None:
    vector = build(form)  # a list, or a NumPy array of float32 or float64
    assert np.isclose(np.linalg.norm(unit(vector)), 1)
