"""A namespace for each client on one server: names of its own for all that calls speak of, and what stands there.

The one rule: what is made for a namespace is removed in the end, whatever came of the calls.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from conformance.repro.collection_state import asked, indexes, partitions, rows

__all__ = ["Principals", "collection_state", "members", "namespaces", "told"]

Act = Callable[[Any, Mapping[str, str]], Any]
"""Makes a call of a client, given the names of a namespace."""


@contextmanager
def namespaces(
    client: Any, names: Sequence[str], set_up: Act, tear_down: Sequence[Act]
) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Make two namespaces alike, and remove them in the end."""
    prefixes = [f"repro_{uuid.uuid4().hex[:8]}" for _ in range(2)]
    one, other = ({name: f"{prefix}_{name}" for name in names} for prefix in prefixes)
    try:
        set_up(client, one)
        set_up(client, other)
        yield one, other
    finally:
        for act in tear_down:
            for own in (one, other):
                with suppress(Exception):  # it may not be there
                    act(client, own)


def told(
    value: Any,
    mine: Mapping[str, str],
    other: Mapping[str, str],
    volatile: Collection[str],
    *,
    ordered: bool = True,
    numbered: bool = False,
) -> Any:
    """Return a value with types, as any namespace would give it.

    Args:
        value: A result, or what stands on the server.
        mine: The names of the namespace.
        other: The names of the other one, of which nothing is told.
        volatile: Keys that are left out.
        ordered: Whether lists have an order.
        numbered: Whether numbers are the server's choice.
    """

    def again(item: Any) -> Any:
        return told(item, mine, other, volatile, ordered=ordered, numbered=numbered)

    kind = type(value).__name__.removeprefix("Async")
    if isinstance(value, dict):
        return "dict", {again(key): again(value[key]) for key in value if key not in volatile}
    if isinstance(value, (list, tuple)):
        items = [value[place] for place in range(len(value))]
        kept = [again(item) for item in items if not any(real in repr(item) for real in other.values())]
        return kind, kept if ordered else sorted(kept, key=repr)
    if callable(getattr(type(value), "to_dict", None)):
        return kind, again(value.to_dict())
    if numbered and type(value) is int:
        return kind, "a number"
    text = re.sub(" at 0x[0-9a-f]+", "", repr(value).replace("Async", ""))
    for name, real in mine.items():
        text = text.replace(real, name)
    return kind, text


def members(items: Callable[[], Any], names: Mapping[str, str]) -> Any:
    """Return those items of a list of a whole server that name something of a namespace."""
    return asked(lambda: [item for item in items() if any(real in repr(item) for real in names.values())])


def collection_state(client: Any, name: str, everything: str) -> Any:
    """Return what a collection is now, and ``False`` where there is none."""
    if not client.has_collection(name):
        return False
    return {
        "schema": client.describe_collection(name),
        "partitions": partitions(client, name),
        "indexes": indexes(client, name),
        "load": client.get_load_state(name),
        "rows": asked(lambda: sorted(repr(sorted(row.items())) for row in rows(client, name, everything))),
        "flushed": asked(lambda: sum(item.num_rows for item in client.list_persistent_segments(name))),
    }


class Principals:
    """Gives everybody a client with a token of their own; ``None`` is who owns the server."""

    def __init__(self, make: Callable[..., Any], trusted: Callable[..., Any], **words: Any) -> None:
        self.make, self.trusted, self.words = make, trusted, words
        self.made: dict[str, Any] = {}

    def __call__(self, token: str | None) -> Any:
        """Return the client of whoever has a token."""
        if token is None:
            return self.trusted(**self.words)
        if token not in self.made:
            self.made[token] = self.make(**{**self.words, "token": token})
        return self.made[token]
