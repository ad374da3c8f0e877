"""Features of a call sequence: the calls before its last one, on what it is about, and since the same call before.

The one rule: a bug between calls depends on what was called and on which name, not on rows and numbers.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from itertools import pairwise
from typing import Any

from conformance.model import ALIASES, CallSequence, Operation

__all__ = ["sequence_features"]


def sequence_features(sequence: CallSequence) -> Iterator[Hashable]:
    """Yield the features of a call sequence."""
    *earlier, last = sequence.acts
    name = _name(last)
    alias = "by alias" if name in ALIASES else ""
    yield alias
    yield "two collections" if _created(sequence) > 1 else ""
    before = [place for place, act in enumerate(earlier) if act.method == last.method and _name(act) == name]
    for place, act in enumerate(earlier):
        yield act.method, alias
        if before and place > before[0]:
            yield "again, after", act.method, alias
    for one, other in pairwise(earlier):
        yield one.method, other.method


def _name(act: Operation) -> Any:
    return act.args[0] if act.args else None


def _created(sequence: CallSequence) -> int:
    return len({act.args[0].label for act in sequence.acts if act.method == "create_collection"})
