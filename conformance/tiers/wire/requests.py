"""Compare what two clients sent: pure functions from requests to differences.

The one rule: what may differ stands in `VOLATILE` with its reason; nothing else is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil
from typing import Any

from conformance.compare import ABSENT, Difference
from pytest_milvus.mock_server import Request
from pytest_milvus.mock_server.messages import is_map, is_repeated
from pytest_milvus.mock_server.unfinished import WORK

__all__ = ["VOLATILE", "compare_requests", "looked"]

VOLATILE = {
    "rpc Connect": "an async client connects with its first call, a sync one when it is made; wire.connection tells",
    "metadata user-agent": "the transport names itself",
    "metadata client-request-unixmsec": "the clock",
    "field base.msgID": "a client may number its requests",
    "field base.timestamp": "the clock",
    "text local_time": "the clock, in what a client tells of itself",
    "clock guarantee_timestamp": "the clock, where no answer told a client the time; only if both sides read it",
}
"""What is left out of a comparison of requests, and why."""

_RPCS = frozenset(name.removeprefix("rpc ") for name in VOLATILE if name.startswith("rpc "))
_METADATA = frozenset(name.removeprefix("metadata ") for name in VOLATILE if name.startswith("metadata "))
_BASE = tuple(name.removeprefix("field base.") for name in VOLATILE if name.startswith("field base."))
_TEXTS = frozenset(name.removeprefix("text ") for name in VOLATILE if name.startswith("text "))
_CLOCKS = frozenset(name.removeprefix("clock ") for name in VOLATILE if name.startswith("clock "))

LOGICAL = 18
"""Low bits of a timestamp, which count within a millisecond; a client that reads the clock leaves them 0."""

MARGIN = 1.5
"""Seconds by which the deadlines of two requests may differ on a loaded machine."""


def compare_requests(
    reference: Sequence[Request], candidate: Sequence[Request], *, connects: bool = False
) -> Iterator[Difference]:
    """Yield how the requests of a candidate differ from those of a reference.

    Kinds: ``rpc-missing`` (sent less often, or never), ``rpc-extra``, ``rpc-order``, ``metadata``, ``deadline``,
    ``field``. What is sent of one RPC in one call may come in any order, since an async client may send it at once.

    Args:
        reference: What it sent.
        candidate: What it sent.
        connects: Whether what is sent in order to connect is compared, too.
    """
    left, right = (
        [item for item in side if connects or item.rpc not in _RPCS] for side in (reference, candidate)
    )
    names, others = [item.rpc for item in left], [item.rpc for item in right]
    if names != others:
        yield from _sequences(names, others)
    for rpc in dict.fromkeys(names):
        sides = ([item for item in side if item.rpc == rpc] for side in (left, right))
        for one, other in _pairs(*sides):
            yield from _messages(one.message, other.message, rpc)
            yield from _metadata(one, other)
            yield from _deadlines(one, other, one.arrived - left[0].arrived, other.arrived - right[0].arrived)


def _pairs(left: Sequence[Request], right: Sequence[Request]) -> Iterator[tuple[Request, Request]]:
    """Yield which request answers to which: equal ones first, the others in their order."""
    rest = list(right)
    unpaired = []
    for one in left:
        twin = next((place for place, other in enumerate(rest) if other.message == one.message), None)
        if twin is None:
            unpaired.append(one)
        else:
            yield one, rest.pop(twin)
    yield from zip(unpaired, rest, strict=False)


def _sequences(names: list[str], others: list[str]) -> Iterator[Difference]:
    sent, seen = Counter(names), Counter(others)
    if sent == seen:
        yield Difference("rpc-order", " ".join(dict.fromkeys(names)), looked(names), looked(others))
    kinds = {
        rpc: "rpc-missing" if seen[rpc] < sent[rpc] else "rpc-extra"
        for rpc in dict.fromkeys((*names, *others))
        if sent[rpc] != seen[rpc]
    }
    for rpc, kind in kinds.items():
        if not _follows(rpc, names if kind == "rpc-missing" else others, kinds):
            yield Difference(kind, rpc, looked(names), looked(others))


def looked(names: Sequence[str]) -> list[str]:
    """Return RPCs in turn, with one look for several in a row: how often work is looked at depends on the clock."""
    return [
        name
        for place, name in enumerate(names)
        if name not in WORK or list(names[max(0, place - 1) : place]) != [name]
    ]


def _follows(rpc: str, names: list[str], kinds: Mapping[str, str]) -> bool:
    """Return whether an RPC is only ever sent after another one of its kind: a wait that is left out is one bug."""
    before = [names[place - 1] if place else "" for place, name in enumerate(names) if name == rpc]
    return all(kinds.get(name) == kinds[rpc] for name in before)


def _metadata(reference: Request, candidate: Request) -> Iterator[Difference]:
    left, right = _values(reference), _values(candidate)
    for key in sorted(left.keys() | right.keys()):
        if left.get(key) != right.get(key):
            yield Difference(
                "metadata", f"{reference.rpc}.{key}", left.get(key, ABSENT), right.get(key, ABSENT)
            )


def _values(request: Request) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for key, value in request.metadata:
        if key not in _METADATA:
            values.setdefault(key, []).append(value)
    return values


def _deadlines(reference: Request, candidate: Request, spent: float, used: float) -> Iterator[Difference]:
    """Compare how long two requests may take; ``spent`` and ``used`` are the seconds of the call before them.

    What is left of one timeout for a whole call agrees where both would end at the same moment of the call.
    """
    left, right = reference.timeout, candidate.timeout
    if left is None or right is None:
        differs = left is not right
    else:
        differs = min(abs(left - right), abs(spent + left - used - right)) > MARGIN
    if differs:
        yield Difference("deadline", reference.rpc, _at_most(left, right), _at_most(right, left))


def _at_most(seconds: float | None, other: float | None) -> str:
    """Return a deadline without what was used up on the way; of a single one no seconds, which the clock decides."""
    if seconds is None:
        return "no deadline"
    return "a deadline" if other is None else f"at most {ceil(seconds)} s"


def _messages(reference: Any, candidate: Any, path: str) -> Iterator[Difference]:
    """Compare two messages of one type, down to the fields that differ."""
    if reference == candidate:
        return
    for field in reference.DESCRIPTOR.fields:
        step = f"{path}.{field.name}"
        left, right = getattr(reference, field.name), getattr(candidate, field.name)
        if is_repeated(field):
            yield from _lists(field, left, right, step)
        elif field.message_type is not None:
            there = reference.HasField(field.name), candidate.HasField(field.name)
            if there[0] != there[1]:
                yield Difference(
                    "field", step, _text(left) if there[0] else ABSENT, _text(right) if there[1] else ABSENT
                )
            elif there[0] and field.name == "base":
                yield from _messages(_lasting(left), _lasting(right), step)
            elif there[0]:
                yield from _messages(left, right, step)
        elif field.name in _TEXTS or (field.name in _CLOCKS and _read_together(left, right)):
            continue
        elif left != right or (
            field.has_presence and reference.HasField(field.name) != candidate.HasField(field.name)
        ):
            yield Difference("field", step, left, right)


def _read_together(left: int, right: int) -> bool:
    """Return whether two timestamps are of the clock, read at the same time."""
    apart = abs((left >> LOGICAL) - (right >> LOGICAL))
    return not (left | right) & (2**LOGICAL - 1) and left > 0 and right > 0 and apart <= 1000 * MARGIN


def _lists(field: Any, left: Any, right: Any, path: str) -> Iterator[Difference]:
    if left == right:
        return
    keyed = _keyed(field)
    if keyed is not None:
        key, value = keyed
        ours, theirs = ({getattr(item, key): getattr(item, value) for item in side} for side in (left, right))
        if len(ours) == len(left) and len(theirs) == len(right):
            yield from _entries(ours, theirs, path, ours.keys() | theirs.keys())
            return  # the order of keys means nothing
        if len(left) != len(right):
            yield Difference("field", path, _plain(left), _plain(right))
            yield from _entries(ours, theirs, path, ours.keys() & theirs.keys())
            return  # a key that is there twice hides no other one
    if field.message_type is None or is_map(field):
        yield Difference("field", path, _plain(left), _plain(right))
        return
    if len(left) != len(right):
        yield Difference("field", path, _plain(left), _plain(right))
        left, right = _unlike(left, right), _unlike(right, left)
    for one, other in zip(left, right, strict=False):
        yield from _messages(one, other, f"{path}[]")


def _entries(
    ours: Mapping[Any, Any], theirs: Mapping[Any, Any], path: str, names: Iterable[Any]
) -> Iterator[Difference]:
    for name in sorted(names):
        left, right = ours.get(name, ABSENT), theirs.get(name, ABSENT)
        if left != right:
            yield Difference("field", f"{path}[{name}]", left, right)


def _unlike(these: Any, others: Any) -> list[Any]:
    """Return the messages that have no equal among others."""
    return [item for item in these if item not in others]


def _keyed(field: Any) -> tuple[str, str] | None:
    """Return the names of key and value where a repeated field is a map in all but name."""
    if field.message_type is None or is_map(field):
        return None
    names = [item.name for item in field.message_type.fields]
    return ("key", "value") if names == ["key", "value"] else None


def _lasting(base: Any) -> Any:
    copy = type(base)()
    copy.CopyFrom(base)
    for name in _BASE:
        copy.ClearField(name)
    return copy


def _text(message: Any) -> str:
    return " ".join(str(message).split())


def _plain(values: Any) -> Any:
    return (
        [_text(item) if hasattr(item, "DESCRIPTOR") else item for item in values]
        if not hasattr(values, "items")
        else dict(values.items())
    )
