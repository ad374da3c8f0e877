"""Compare two outcomes: pure functions from values to differences.

Two rules: a difference is named by its kind and its path, never by generated values, so that one bug has one name
however many examples show it (`pytest_milvus.values.keys`); and no difference ends the comparison of what is below or
beside it, so that one that is known hides nothing but itself. Design section 7 is implemented here alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from conformance.model.outcome import Outcome, Raised, Returned, TimedOut, Typed
from pytest_milvus.values.keys import KeyName, api_keys

__all__ = [
    "ABSENT",
    "ENDINGS",
    "READING",
    "Difference",
    "Shape",
    "canonical",
    "compare_outcomes",
    "compare_values",
    "named",
    "nothing_to_await",
]

ENDINGS = frozenset({"outcome", "error-type", "error-code"})
"""Kinds of differences in how a call ends."""

Shape = Literal["plain", "rows", "hits", "batches"]
"""How a result is compared (see `conformance.catalogue.Answer`)."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between a reference's and a candidate's answer.

    Attributes:
        kind: ``outcome``, ``awaitable``, ``error-type``, ``error-code``, ``error-value``, ``error-cause``,
            ``error-message``, ``type``, ``value``, ``length``, ``missing``, ``extra``, ``mutated``, ``order`` or
            ``oracle``.
        path: Where, for example ``result[][].entity.{JSON}``, or ``result(.extra)`` for what is read beside the items;
            no generated value stands in it.
        reference: What the reference has there (``ABSENT`` where it has nothing).
        candidate: What the candidate has there.
    """

    kind: str
    path: str
    reference: Any
    candidate: Any

    @property
    def aspect(self) -> tuple[str, str]:
        """Kind and path: where two test cases show the same aspect, they show the same thing."""
        return self.kind, self.path

    def __str__(self) -> str:
        return f"{self.kind} at {self.path}: reference {_brief(self.reference)}, candidate {_brief(self.candidate)}"


ABSENT = Typed("absent", None)

READING = re.compile(r"\((?:\.|as JSON|iterated|\[:1\])")
"""Found in the path to what is read from a container beside its items (see `conformance.model.readings`)."""

_MESSAGE = "_pb2."
"""Stands in the name of the type of every protobuf message, of which only the fields that are set are recorded."""


def compare_outcomes(
    reference: Outcome,
    candidate: Outcome,
    *,
    shape: Shape = "plain",
    primary: str = "id",
    limit: int | None = None,
    offset: int = 0,
    awaits: bool = True,
    path: str = "result",
    keys: KeyName = api_keys,
    words: Collection[str] | None = None,
) -> tuple[Difference, ...]:
    """Return how the candidate's outcome differs from the reference's, most telling difference first.

    Args:
        reference: Outcome of the client that defines the behaviour.
        candidate: Outcome of the client under test.
        shape: How a returned value is compared, see `conformance.catalogue.Answer`.
        primary: Name of the primary key in rows.
        limit: The search's limit; a last group of ties that it cuts may hold any of its members.
        offset: The search's offset; the same holds for the first group.
        awaits: Whether the candidate owed an awaitable.
        path: Root of the paths.
        keys: What keys are called in paths.
        words: Names and numbers of which an error's message has all that the reference's has; ``None`` where of errors
            only class and code are compared.
    """
    if type(reference) is not type(candidate):
        sides = ", ".join(type(side).__name__.lower() for side in (reference, candidate))
        return (Difference("outcome", f"{path} ({sides})", reference, candidate),)
    if isinstance(reference, Raised) and isinstance(candidate, Raised):
        if reference.type != candidate.type:
            return (Difference("error-type", path, reference, candidate),)
        if reference.code != candidate.code:
            return (Difference("error-code", path, reference, candidate),)
        return () if words is None else tuple(_substance(reference, candidate, path, words))
    if isinstance(reference, TimedOut) or not isinstance(candidate, Returned):
        return ()
    assert isinstance(reference, Returned)
    found: list[Difference] = []
    if awaits and not candidate.awaited:
        found.append(nothing_to_await(path))
    if shape == "hits":
        found += _hits(reference.value, candidate.value, path, limit, offset, keys)
    elif shape == "rows":
        found += _rows(reference.value, candidate.value, path, primary, keys)
    else:
        found += compare_values(reference.value, candidate.value, path, keys)
    if reference.followed != candidate.followed:
        found.append(Difference("type", path, *map(_handed_out, (reference, candidate))))
    return _distinct(found)


def _handed_out(outcome: Returned) -> str:
    """Return what a caller gets, whatever comes of it in the end."""
    return "an iterator or a task" if outcome.followed else "a value"


def nothing_to_await(path: str) -> Difference:
    """Return the difference of an async client's method that gives nothing to await, and owes it."""
    return Difference(
        "awaitable",
        path,
        "a plain value, as a synchronous client does",
        "a plain value, and owes an awaitable",
    )


def _substance(
    reference: Raised, candidate: Raised, path: str, words: Collection[str]
) -> Iterator[Difference]:
    """Compare what code reads of two errors of one class and code; other words for the same are no difference."""
    for name in {**reference.reads, **candidate.reads}:
        left, right = (side.reads.get(name, ABSENT) for side in (reference, candidate))
        if canonical(left) != canonical(right):
            yield Difference("error-value", f"{path}(.{name})", left, right)
    if reference.cause != candidate.cause:
        yield Difference("error-cause", path, reference.cause or ABSENT, candidate.cause or ABSENT)
    if named(words, reference.message) != named(words, candidate.message):
        yield Difference("error-message", path, reference, candidate)


def named(words: Collection[str], message: str) -> list[str]:
    """Return which words stand in a message, each as a whole."""
    return [word for word in sorted(words) if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", message)]


def compare_values(
    reference: Any, candidate: Any, path: str, keys: KeyName = api_keys
) -> Iterator[Difference]:
    """Yield the differences of two recorded values; types are strict, floats must be bit-equal.

    Args:
        reference: What the reference has.
        candidate: What the candidate has.
        path: Where.
        keys: What keys are called in paths.
    """
    if _kind(reference) != _kind(candidate):
        yield Difference("type", path, reference, candidate)
    yield from _readings(reference, candidate, path, keys)
    left, right = _unwrap(reference), _unwrap(candidate)
    if isinstance(left, Typed) or isinstance(right, Typed):
        yield from compare_values(left, right, path, keys)
    elif isinstance(left, Mapping) and isinstance(right, Mapping):
        unset = _MESSAGE in _kind(reference), _MESSAGE in _kind(candidate)
        differing = _mappings(left, right, path, keys)
        yield from differing if unset[0] == unset[1] else _read(differing, unset[1])
    elif isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
        if len(left) != len(right):
            yield Difference("length", path, reference, candidate)
        for one, other in zip(left, right, strict=False):
            yield from compare_values(one, other, f"{path}[]", keys)
    elif not _tells_the_same(left, right):
        yield Difference("value", path, reference, candidate)


def _readings(reference: Any, candidate: Any, path: str, keys: KeyName) -> Iterator[Difference]:
    """Compare what is read beside the items; what only one of two types offers is told by their types."""
    ours, theirs = (side.reads if isinstance(side, Typed) else {} for side in (reference, candidate))
    alike = _kind(reference) == _kind(candidate)
    for name in (name for name in {**ours, **theirs} if alike or (name in ours and name in theirs)):
        step = f"{path}({name})"
        if name in ours and name in theirs:
            yield from compare_values(ours[name], theirs[name], step, keys)
        else:
            kind = "missing" if name in ours else "extra"
            yield Difference(kind, step, ours.get(name, ABSENT), theirs.get(name, ABSENT))


def _read(differing: Iterator[Difference], candidate: bool) -> Iterator[Difference]:
    """Yield how another type differs from a protobuf message as one reads it: what is not set there is empty.

    Args:
        differing: How what is recorded of the two differs.
        candidate: Whether the candidate's is the message.
    """
    kind = "missing" if candidate else "extra"
    for item in differing:
        sides = item.reference, item.candidate
        told, message = sides if candidate else sides[::-1]
        if item.kind != kind or message is not ABSENT or not _empty(told):
            yield item


def _empty(value: Any) -> bool:
    return _empty(value.value) if isinstance(value, Typed) else not value


def _tells_the_same(left: Any, right: Any) -> bool:
    """Return whether two scalars tell the same, whatever their types are; what cannot be held together does."""
    if type(left) is type(right):
        return bool(left == right) or (_is_nan(left) and _is_nan(right))
    if not all(isinstance(side, str | int | float) for side in (left, right)):
        return True
    return bool(str(left) == str(right) if isinstance(left, str) or isinstance(right, str) else left == right)


def canonical(value: Any) -> str:
    """Return a text that two recorded values share if and only if they do not differ.

    A server may return the fields of a row in another order each time, so ``repr`` will not do.
    """
    if isinstance(value, Typed):
        return f"{value.type}({canonical(value.value)}{canonical(value.reads) if value.reads else ''})"
    if isinstance(value, Mapping):
        return "{" + ", ".join(sorted(f"{key!r}: {canonical(item)}" for key, item in value.items())) + "}"
    if isinstance(value, (list, tuple)):
        return f"{type(value).__name__}({', '.join(map(canonical, value))})"
    return repr(value)


def _mappings(
    reference: Mapping[Any, Any], candidate: Mapping[Any, Any], path: str, keys: KeyName
) -> Iterator[Difference]:
    for key, value in reference.items():
        step = f"{path}.{keys(path, key)}"
        if not _has(candidate, key):
            yield Difference("missing", step, value, ABSENT)
        else:
            yield from compare_values(value, candidate[key], step, keys)
    for key, value in candidate.items():
        if not _has(reference, key):
            yield Difference("extra", f"{path}.{keys(path, key)}", ABSENT, value)


def _rows(reference: Any, candidate: Any, path: str, primary: str, keys: KeyName) -> Iterator[Difference]:
    """Rows have no order of their own: compare them by primary key (design 7.4)."""
    left, right = _unwrap(reference), _unwrap(candidate)
    if not (isinstance(left, list) and isinstance(right, list)):
        yield from compare_values(reference, candidate, path, keys)
        return
    if _kind(reference) != _kind(candidate):
        yield Difference("type", path, reference, candidate)
    if len(left) != len(right):
        yield Difference("length", path, left, right)
        left, right = _shared(left, right, lambda row: _named(row, primary))
    for one, other in zip(_by_key(left, primary), _by_key(right, primary), strict=False):
        yield from compare_values(one, other, f"{path}[]", keys)


def _hits(
    reference: Any, candidate: Any, path: str, limit: int | None, offset: int, keys: KeyName
) -> Iterator[Difference]:
    """Hits of equal distance form a group: compare groups as sets (design 7.3)."""
    left, right = _unwrap(reference), _unwrap(candidate)
    if not (isinstance(left, list) and isinstance(right, list)):
        yield from compare_values(reference, candidate, path, keys)
        return
    if _kind(reference) != _kind(candidate):
        yield Difference("type", path, reference, candidate)
    if len(left) != len(right):
        yield Difference("length", path, left, right)
    for one, other in zip(left, right, strict=False):
        yield from _ranking(one, other, f"{path}[]", limit, offset, keys)


def _ranking(
    reference: Any, candidate: Any, path: str, limit: int | None, offset: int, keys: KeyName
) -> Iterator[Difference]:
    if _kind(reference) != _kind(candidate):
        yield Difference("type", path, reference, candidate)
    left, right = _unwrap(reference), _unwrap(candidate)
    if not (isinstance(left, list) and isinstance(right, list)):
        yield from compare_values(left, right, path, keys)
        return
    if not all(isinstance(_unwrap(hit), Mapping) for hit in (*left, *right)):
        yield from compare_values(left, right, path, keys)
        return
    if len(left) != len(right):
        yield Difference("length", path, left, right)
        limit, offset = None, 0  # what is left of both sides is no more cut than it is
        left, right = _shared(left, right, _key)
    groups, others = _groups(left), _groups(right)
    for position, (group, other) in enumerate(zip(groups, others, strict=False)):
        cut_behind = position == len(groups) - 1 and limit is not None and len(left) >= limit
        cut_before = position == 0 and offset > 0
        if (cut_behind or cut_before) and len(group) == len(other):
            shared = {_key(hit) for hit in group} & {_key(hit) for hit in other}
            group, other = ([hit for hit in hits if _key(hit) in shared] for hits in (group, other))
        yield from compare_values(sorted(group, key=_key), sorted(other, key=_key), path, keys)
    if len(groups) != len(others):
        yield Difference("length", f"{path}.distance", len(groups), len(others))


def _groups(hits: Sequence[Any]) -> list[list[Any]]:
    return [list(group) for _, group in groupby(hits, key=lambda hit: repr(_unwrap(hit).get("distance")))]


def _shared(
    left: Sequence[Any], right: Sequence[Any], key: Callable[[Any], str]
) -> tuple[list[Any], list[Any]]:
    """Return what two lists of different lengths have in common by key; nothing of what has none, or not one alone."""
    sides = [Counter(map(key, side)) for side in (left, right)]
    both = {name for name in sides[0] if name and all(side[name] == 1 for side in sides)}
    one, other = ([item for item in side if key(item) in both] for side in (left, right))
    return one, other


def _named(row: Any, primary: str) -> str:
    """Identify a row by its primary key; ``""`` where it does not tell it."""
    content = _unwrap(row)
    return repr(content[primary]) if isinstance(content, Mapping) and primary in content else ""


def _by_key(rows: Sequence[Any], primary: str) -> list[Any]:
    return sorted(rows, key=lambda row: (_named(row, primary), canonical(_unwrap(row))))


def _key(hit: Any) -> str:
    """Identify a hit by its primary key, which search results carry as ``id`` or under the field's name."""
    content = _unwrap(hit)
    return repr(next((value for key, value in content.items() if key not in ("distance", "entity")), None))


def _unwrap(value: Any) -> Any:
    return value.value if isinstance(value, Typed) else value


def _kind(value: Any) -> str:
    return value.type if isinstance(value, Typed) else type(value).__name__


def _has(mapping: Mapping[Any, Any], key: Any) -> bool:
    # 1 == True == 1.0 are one dictionary key to Python, and three answers to a user.
    return key in mapping and any(type(other) is type(key) for other in mapping if other == key)


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and value != value


def _distinct(found: Sequence[Difference]) -> tuple[Difference, ...]:
    first: dict[tuple[str, str], Difference] = {}
    for item in found:
        first.setdefault(item.aspect, item)
    return tuple(first.values())


def _brief(value: Any, width: int = 300) -> str:
    text = str(value) if isinstance(value, (Returned, Raised, TimedOut, Typed)) else repr(value)
    return text if len(text) <= width else f"{text[: width - 1]}…"
