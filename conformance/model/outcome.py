"""Outcomes: what came of a call, recorded so that it can be compared, printed and stored.

The one rule: nothing is lost that a user could notice. Containers keep their type, ``True`` is not ``1``, and
lazy results are read to their end before the client can be closed. Of what is too long a hash stands for the rest (see
`conformance.model.bound`).
"""

from __future__ import annotations

import enum
import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from conformance.model.bound import DEPTH, KEPT, SHALLOW, SIZE, WORK, Bound, cut_text
from conformance.model.readings import AS_JSON, in_json, readings, same

__all__ = ["LARGE", "Outcome", "Raised", "Returned", "TimedOut", "Typed", "full_name", "record", "worded"]

_PLAIN: tuple[type[Any], ...] = (bool, int, float, str, bytes)
_SCALARS = (*_PLAIN, type(None))
_SHORT = frozenset({bool, float, type(None)})
LARGE = 1 << 4096
"""Numbers from here on are cut: Python itself refuses to print them in decimal before long."""
_WORD = 64
"""Characters of a text that is shorter than what would stand for it."""
_DEEPER = 64
"""Containers within containers, beyond those that are recorded, that are looked into for the hash."""

_ABSENT = "absent"
"""Type of what stands for nothing, see `conformance.compare.differences.ABSENT`."""

_TOLD_TWICE = re.compile(r"<\w+: \(code=[^,]*, message=(.*)\)>", re.DOTALL)
"""How pymilvus' exceptions print: their class and code stand before the message anyway."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A value whose type is part of the result.

    Attributes:
        type: The type's full name.
        value: The plain content.
        reads: What a user reads from it beside the content, by how it is read (see `conformance.model.readings`).
    """

    type: str
    value: Any
    reads: Mapping[str, Any] = field(default_factory=dict, hash=False, metadata={"sparse": True})

    def __str__(self) -> str:
        return worded(self)


@dataclass(frozen=True, slots=True)
class Returned:
    """The call returned.

    Attributes:
        value: The result as `record` made it.
        awaited: Whether the client gave an awaitable; a synchronous client does not.
        elapsed: Seconds.
        followed: Whether it gave what has an end of its own, an iterator or a task, and ``value`` is what came of it.
    """

    value: Any
    awaited: bool = field(default=True, compare=False)
    elapsed: float = field(default=0.0, compare=False)
    followed: bool = field(default=False, compare=False, metadata={"sparse": True})

    def __str__(self) -> str:
        return f"returned {worded(self.value)}"


@dataclass(frozen=True, slots=True)
class Raised:
    """The call raised.

    Attributes:
        type: Full name of the exception's class, or of its family (see `conformance.model.errors.FAMILIES`).
        code: Milvus error code, or the name of the gRPC status code; ``None`` where there is none.
        message: Text; shown, never compared, but for what code reads in it.
        elapsed: Seconds.
        reads: Its other attributes, but texts, by name.
        cause: Class and code of the error that it comes from, ``""`` where it comes from none.
    """

    type: str
    code: int | str | None
    message: str = field(compare=False)
    elapsed: float = field(default=0.0, compare=False)
    reads: Mapping[str, Any] = field(default_factory=dict, compare=False, metadata={"sparse": True})
    cause: str = field(default="", compare=False, metadata={"sparse": True})

    def __str__(self) -> str:
        code = "" if self.code is None else f" (code {self.code})"
        told = _TOLD_TWICE.fullmatch(self.message)
        return f"raised {self.type.rpartition('.')[2]}{code}: {told[1] if told else self.message}"


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The call had not returned ``after`` seconds."""

    after: float

    def __str__(self) -> str:
        return f"did not return within {self.after:g} s"


Outcome = Returned | Raised | TimedOut


def worded(value: Any, *, whole: bool = False) -> str:
    """Return a recorded value as a person reads it: ``LoadState('Loaded')``, and ``nothing`` for what is absent.

    Args:
        value: What `record` made, an outcome, or a part of either.
        whole: Whether types have their full names.
    """
    if isinstance(value, Typed):
        if value.type == _ABSENT:
            return "nothing"
        name = value.type if whole else value.type.rpartition(".")[2]
        return f"{name}({worded(value.value, whole=whole)})"
    if isinstance(value, (Returned, Raised, TimedOut)):
        return (
            f"returned {worded(value.value, whole=True)}"
            if whole and isinstance(value, Returned)
            else str(value)
        )
    if isinstance(value, Mapping):
        pairs = (f"{worded(key, whole=whole)}: {worded(item, whole=whole)}" for key, item in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{', '.join(worded(item, whole=whole) for item in value)}]"
    if isinstance(value, tuple):
        items = [worded(item, whole=whole) for item in value]
        return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"
    return repr(value)


def record(value: Any) -> Any:
    """Return a result as plain Python values, with `Typed` around everything that is not plain.

    A text, a container or a number that is too long is a `Typed`, too: its type is ``list, cut`` and the like, and it
    tells the beginning, the length and a hash.
    """
    bound = Bound()
    own = isinstance(value, (list, dict)) and type(value) not in (list, dict) and len(value) <= KEPT
    told = in_json(value) if own else None
    recorded = _recorded(value, bound)
    if not own or same(told, in_json(_bare(recorded))):
        return recorded
    return replace(recorded, reads={AS_JSON: _recorded(told, bound), **recorded.reads})


def _bare(recorded: Any) -> Any:
    """Return what is recorded without types."""
    if isinstance(recorded, Typed):
        return _bare(recorded.value)
    if isinstance(recorded, (list, tuple)):
        return [_bare(item) for item in recorded]
    return {key: _bare(item) for key, item in recorded.items()} if isinstance(recorded, dict) else recorded


def _recorded(value: Any, bound: Bound) -> Any:
    kind = type(value)
    if kind in _SHORT:
        return value
    if kind is int:
        return value if -LARGE < value < LARGE else Typed("int, cut", cut_text(hex(value), bound))
    if kind is str or kind is bytes:
        bound.left -= len(value)
        return value if bound.left >= 0 else _text(value, bound)
    if kind is list or kind is tuple or kind is dict:
        return _container(value, kind, bound)
    if inspect.iscoroutine(value):
        value.close()  # an answer that nobody awaited; closing it keeps the interpreter quiet
        return Typed("coroutine", "never awaited")
    content = _within(bound, _content, value)
    if bound.left <= 0 or bound.work[0] <= 0:  # it was cut off
        return Typed(full_name(kind), content)
    told = isinstance(content, (list, dict)) and isinstance(value, (Mapping, Sequence))
    return Typed(full_name(kind), content, _within(bound, _reads, value) if told else {})


def _reads(value: Any, bound: Bound) -> Any:
    return {name: _recorded(item, bound) for name, item in readings(value).items()}


def _container(value: Any, kind: type, bound: Bound) -> Any:
    """Return a list, tuple or dictionary; item by item where there is room for all of them."""
    around = bound.around
    if len(around) >= SHALLOW and id(value) in around:
        return Typed(f"{kind.__name__}, cut", "lies within itself")
    if not bound.takes(len(value)):
        pairs = value.items() if kind is dict else value
        return Typed(f"{kind.__name__}, cut", _cut(iter(pairs), len(value), bound))
    around.append(id(value))
    try:
        if kind is list:
            return [item if type(item) in _SHORT else _recorded(item, bound) for item in value]
        if kind is tuple:
            return tuple([item if type(item) in _SHORT else _recorded(item, bound) for item in value])
        return {
            _recorded(key, bound): item if type(item) in _SHORT else _recorded(item, bound)
            for key, item in value.items()
        }
    finally:
        bound.around.pop()


def _text(value: Any, bound: Bound) -> Any:
    """Return a text that there is no room for, whole where it is short."""
    bound.left = 0
    return value if len(value) <= _WORD else Typed(f"{type(value).__name__}, cut", cut_text(value, bound))


def _cut(items: Iterator[Any], length: int, bound: Bound) -> dict[str, Any]:
    """Return what is recorded of so many items that there is no room for, or that lie too deep."""
    told: dict[str, Any] = {"length": length}
    if len(bound.around) >= DEPTH + _DEEPER or bound.work[0] < 0:
        return told | {"whole": False}
    room, bound.left = bound.left + length, 0
    shown = len(bound.around) < DEPTH and room > 0
    begins = Bound(min(room, KEPT), bound.around, bound.work) if shown else None
    kept: list[Any] = []
    bound.around.append(0)
    try:

        def texts() -> Iterator[str]:
            for item in items:
                if begins is not None and begins.left > 0:
                    kept.append(_recorded(item, begins))
                    begins.left -= 1
                # Of millions of items most are short, and recorded as they are.
                short = type(item) in _SHORT or (type(item) is int and -LARGE < item < LARGE)
                yield repr(item if short else _recorded(item, bound.inner()))

        digest, whole = bound.hashed(texts())
    finally:
        bound.around.pop()
    told |= {"begins": kept} if kept else {}
    return told | {"sha256": digest} | ({} if whole else {"whole": False})


def _within(bound: Bound, make: Callable[[Any, Bound], Any], value: Any) -> Any:
    """Return what is made of a value one level deeper."""
    bound.left -= 1
    bound.work[0] -= 1
    if len(bound.around) >= SHALLOW and id(value) in bound.around:
        return "lies within itself"
    if len(bound.around) >= DEPTH + _DEEPER or bound.work[0] < 0:
        return "lies too deep"
    bound.around.append(id(value))
    try:
        return make(value, bound)
    finally:
        bound.around.pop()


def full_name(kind: type) -> str:
    """Return the full name of a class; that of a built-in one has no module."""
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _content(value: Any, bound: Bound) -> Any:
    kind = type(value)  # asked in its place: some pymilvus objects answer None for any attribute
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, Mapping):
        return _mapping(value, bound)
    if hasattr(kind, "DESCRIPTOR"):  # a protobuf message: the fields that are set, in the descriptor's order
        return {descriptor.name: _recorded(item, bound) for descriptor, item in value.ListFields()}
    if hasattr(kind, "tolist") and not hasattr(kind, "tocoo"):  # NumPy array or scalar
        return [str(getattr(value, "dtype", "")), _numbers(value, bound)]
    if hasattr(kind, "tocoo"):  # SciPy sparse, maybe billions of columns wide
        entries = value.tocoo()
        coords, data = _recorded(entries.coords, bound), _numbers(entries.data, bound)
        return [str(value.dtype), list(value.shape), coords, data]
    if isinstance(value, _SCALARS):
        return _recorded(next(base(value) for base in _PLAIN if isinstance(value, base)), bound)
    if isinstance(value, (set, frozenset)):
        if not bound.takes(len(value)):
            return _cut(iter(sorted(islice(value, WORK), key=repr)), len(value), bound)
        return sorted((_recorded(item, bound) for item in islice(value, SIZE)), key=repr)
    if hasattr(kind, "__len__") and hasattr(kind, "__getitem__"):
        # By index, not by iteration: pymilvus' lazy rows are only materialised by item access.
        length = len(value)
        items = (value[position] for position in range(length))
        return (
            [_recorded(item, bound) for item in items] if bound.takes(length) else _cut(items, length, bound)
        )
    for method in ("to_dict", "dict"):
        # What pymilvus' schemas, index parameters and rankers hold is private; this is how they tell it.
        if callable(getattr(kind, method, None)):
            return _recorded(getattr(value, method)(), bound)
    names = sorted(name for name in _attributes(value) if not name.startswith("_"))
    return {name: _recorded(getattr(value, name), bound) for name in names}


def _mapping(value: Mapping[Any, Any], bound: Bound) -> Any:
    pairs = ((key, value[key]) for key in value)
    if not bound.takes(len(value)):
        return _cut(pairs, len(value), bound)
    # It may have more than it says.
    found = list(islice(pairs, SIZE))
    return {_recorded(key, bound): _recorded(item, bound) for key, item in found}


def _numbers(value: Any, bound: Bound) -> Any:
    """Return the numbers of a NumPy array or scalar, or of what else gives a list of itself."""
    size = getattr(value, "size", None)
    if not isinstance(size, int) or getattr(value.dtype, "hasobject", True):
        return _recorded(value.tolist(), bound)
    if bound.takes(size):
        return value.tolist()
    return {"shape": list(value.shape), **cut_text(value.tobytes(), bound)}


def _attributes(value: Any) -> set[str]:
    told = {
        name
        for kind in type(value).__mro__
        for name in (
            *getattr(kind, "__slots__", ()),
            *(key for key, item in vars(kind).items() if isinstance(item, property)),
        )
    }
    return set(getattr(value, "__dict__", {})) | {name for name in told if hasattr(value, name)}
