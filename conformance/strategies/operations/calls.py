"""Call shapes: how arguments travel, by position or by name, and what may be added to any call.

The one rule: unusual shapes of a call find more than unusual data, so every operation is built here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.model import COLLECTION, Operation

__all__ = [
    "MISSING_COLLECTION",
    "collections",
    "operations",
    "partition_choices",
    "rarely",
    "timeouts",
]

MISSING_COLLECTION = "no_such_collection"


def timeouts() -> st.SearchStrategy[float | None]:
    """Return timeouts in seconds that no healthy call exceeds, as ``None``, ``int`` and ``float``."""
    return st.sampled_from([None, 30, 30.0])


@st.composite
def operations(
    draw: st.DrawFn,
    method: str,
    required: Mapping[str, Any],
    optional: Mapping[str, Any] | None = None,
) -> Operation:
    """Return a strategy for calls of a method.

    Args:
        draw: Supplied by Hypothesis.
        method: Method name.
        required: Leading parameters in signature order, with their values; given by position or by name.
        optional: Further parameters; each is given by name, or left out about once in four calls.
    """
    by_position = draw(st.integers(0, len(required)), label="arguments by position")
    items = list(required.items())
    args = tuple(value for _, value in items[:by_position])
    kwargs = dict(items[by_position:])
    given = {name for name in optional or {} if draw(st.integers(0, 3), label=f"give {name}")}
    kwargs |= {name: value for name, value in (optional or {}).items() if name in given}
    timeout = draw(timeouts(), label="timeout")
    if timeout is not None:
        kwargs["timeout"] = timeout
    return Operation(method, args, kwargs)


def rarely(
    usual: st.SearchStrategy[Any] | Any, odd: st.SearchStrategy[Any] | Any, *, once_in: int = 8
) -> st.SearchStrategy[Any]:
    """Return a strategy for the usual value, and for the odd one about once in ``once_in`` draws."""
    left = usual if isinstance(usual, st.SearchStrategy) else st.just(usual)
    right = odd if isinstance(odd, st.SearchStrategy) else st.just(odd)
    last = once_in - 1
    return st.integers(0, last).flatmap(lambda number: right if number == last else left)


def collections() -> st.SearchStrategy[Any]:
    """Return a strategy for the collection of the test case, rarely one that does not exist."""
    return rarely(COLLECTION, MISSING_COLLECTION)


def partition_choices(names: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    """Return a strategy for lists of existing partitions, rarely with an unknown one."""
    known = st.lists(st.sampled_from(["_default", *names]), min_size=1, max_size=2, unique=True)
    return rarely(known, ["no_such_partition"])
