"""What an answer tells, in the form in which the state machine expects it (`Expected.answer`)."""

from __future__ import annotations

from typing import Any

__all__ = [
    "as_it_is",
    "count",
    "field_names",
    "in_order",
    "indexed_field",
    "labels",
    "listed_aliases",
    "load_state",
    "named_collection",
    "nearest",
    "numbers",
    "row_count",
    "rows_or_count",
]


def as_it_is(value: Any) -> Any:
    """Return the answer itself."""
    return value


def in_order(value: Any) -> Any:
    """Return a list in order."""
    return sorted(value)


def labels(value: Any) -> Any:
    """Return the labels that stand for names, in order."""
    return sorted(item.strip("<>") for item in value)


def field_names(value: Any) -> Any:
    """Return the names of the fields of a collection that is described."""
    return [field["name"] for field in value["fields"]]


def named_collection(value: Any) -> Any:
    """Return the label of the collection that an alias stands for."""
    return value["collection_name"].strip("<>")


def listed_aliases(value: Any) -> Any:
    """Return the labels of the aliases of a collection."""
    return labels(value["aliases"])


def indexed_field(value: Any) -> Any:
    """Return the field that an index is on."""
    return value and value["field_name"]


def load_state(value: Any) -> Any:
    """Return the state of loading."""
    return value["state"]


def row_count(value: Any) -> Any:
    """Return the number of rows that statistics tell."""
    return value["row_count"]


def count(value: Any) -> Any:
    """Return how many rows were stored."""
    return next((value[key] for key in ("insert_count", "upsert_count") if key in value), value)


def rows_or_count(value: Any) -> Any:
    """Return the number of each row by key, or how many rows were counted."""
    if value and "count(*)" in value[0]:
        return value[0]["count(*)"]
    return numbers(value)


def numbers(value: list[Any]) -> dict[str, Any]:
    """Return the number of each row by key."""
    return {repr(row.get("id", row.get("name"))): row.get("n", row.get("number")) for row in value}


def nearest(value: Any) -> Any:
    """Return the keys of the hits of the one vector."""
    return sorted(repr(hit.get("id", hit.get("name"))) for hit in value[0])
