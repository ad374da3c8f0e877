"""Collections of a script's own, and what a server has of them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from conformance.repro.outcome import failure
from conformance.repro.results import in_any_order

__all__ = [
    "asked",
    "collections",
    "counts",
    "counts_loaded",
    "indexes",
    "labelled",
    "named",
    "partitions",
    "rows",
    "rows_loaded",
]


@contextmanager
def collections(client: Any, set_up: Callable[[Any, str], None], count: int) -> Iterator[list[str]]:
    """Make some collections alike, and drop them in the end."""
    names = [f"repro_{uuid.uuid4().hex[:8]}" for _ in range(count)]
    try:
        for name in names:
            set_up(client, name)
        yield names
    finally:
        for name in names:
            with suppress(Exception):
                client.drop_collection(name)


@contextmanager
def named(client: Any, kept: Sequence[str], aliases: Sequence[str]) -> Iterator[dict[str, str]]:
    """Choose a name for each collection and alias, and drop whatever has it in the end."""
    names = {label: f"repro_{uuid.uuid4().hex[:8]}" for label in (*kept, *aliases)}
    try:
        yield names
    finally:
        for drop, labels in ((client.drop_alias, aliases), (client.drop_collection, kept)):
            for label in labels:
                with suppress(Exception):  # it may not be there
                    drop(names[label])


def asked(look: Callable[[], Any]) -> Any:
    """Return what a look gives, or how it failed."""
    try:
        return look()
    except Exception as error:
        return failure(error)


def partitions(client: Any, collection: str) -> Any:
    """Return the names of partitions."""
    return sorted(client.list_partitions(collection))


def indexes(client: Any, collection: str) -> Any:
    """Return the indexes; the state of one that is built in the background is left out."""
    named = [
        (name, client.describe_index(collection, name)) for name in sorted(client.list_indexes(collection))
    ]
    return {name: {**found, "state": None} if isinstance(found, dict) else found for name, found in named}


def rows(client: Any, collection: str, everything: str, generated: str = "") -> Any:
    """Return all rows in some order, without the key where the server generates it."""
    found = client.query(collection, everything, output_fields=["*"], consistency_level="Strong")
    return sorted(({key: row[key] for key in row if key != generated} for row in found), key=repr)


def rows_loaded(client: Any, collection: str) -> Any:
    """Return all rows of a collection, which is loaded if need be."""
    return rows(client, collection, every_row(client, collection))


def counts_loaded(client: Any, collection: str) -> Any:
    """Return the number of rows of each partition of a collection, which is loaded if need be."""
    return counts(client, collection, every_row(client, collection))


def every_row(client: Any, collection: str) -> str:
    """Load a collection that is not, and return a filter that matches every row."""
    if "Loaded" not in repr(client.get_load_state(collection)["state"]):
        client.load_collection(collection)
    fields = client.describe_collection(collection)["fields"]
    key = next(field for field in fields if field.get("is_primary"))
    least = -(2**63) + 1 if "INT64" in repr(key["type"]) else '""'
    return f"{key['name']} >= {least}"


def counts(client: Any, collection: str, everything: str) -> Any:
    """Return the number of rows of each partition."""
    words = {"output_fields": ["count(*)"], "consistency_level": "Strong"}
    return {
        name: client.query(collection, everything, partition_names=[name], **words)[0]["count(*)"]
        for name in partitions(client, collection)
    }


def labelled(value: Any, labels: Mapping[str, str], volatile: Collection[str]) -> Any:
    """Return a value with types, with labels for names, and without what only the server decides.

    Args:
        value: A result.
        labels: What names of this side are called.
        volatile: Keys that are left out.
    """
    kind = type(value).__name__
    if isinstance(value, dict):
        shown = {repr(key): labelled(value[key], labels, volatile) for key in value if key not in volatile}
        if "'aliases'" in shown:  # they are listed in any order
            shown["'aliases'"] = in_any_order(shown["'aliases'"])
        return kind, shown
    if isinstance(value, str):
        return kind, labels.get(value, repr(value))
    # A container of protobuf is a sequence, but no list.
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return kind, [labelled(value[place], labels, volatile) for place in range(len(value))]
    return kind, repr(value)
