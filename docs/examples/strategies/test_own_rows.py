"""An application's own code, held against rows that nobody would think of; no server needed."""

from typing import Any

from hypothesis import given, settings

from conformance.model import Field, Schema
from conformance.strategies import rows

PRODUCTS = Schema(
    (
        Field("id", "INT64", primary=True),
        Field("vector", "FLOAT_VECTOR", {"dim": 4}),
        Field("name", "VARCHAR", {"max_length": 200}),
        Field("price", "DOUBLE", nullable=True),
        Field("details", "JSON"),
    )
)


def labels(products: list[dict[str, Any]]) -> list[str]:
    """Stand for the application's code under test."""
    return [
        f"{product['name'] or 'unnamed'}: "
        + ("no price" if product.get("price") is None else f"{product['price']:.2f}")
        for product in products
    ]


@settings(deadline=None)  # a busy machine is no failure
@given(rows(PRODUCTS, max_size=5))
def test_labels(products: tuple[dict[str, Any], ...]) -> None:
    made = labels(list(products))
    assert len(made) == len(products)
    assert all(": " in label for label in made)
