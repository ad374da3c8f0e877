"""What a client offers: its public members, and how those of two clients differ.

The one rule: nothing is called, and what introspection cannot tell is no difference.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import get_type_hints

from conformance.clients.awaiting import is_plain, owes_awaitable
from conformance.compare.differences import ABSENT, Difference, nothing_to_await
from conformance.tiers.surface.signature import compare_signatures

__all__ = ["CONTEXT", "EXTRAS", "differences", "may_hide", "members", "missing"]

CONTEXT = "context-manager"
"""The member that stands for ``with`` and ``async with``."""

_GIVERS = ("__dict__", "setattr", "vars")
"""What gives a client attributes by names that its code does not show."""

EXTRAS = "other-members"
"""The member that stands for all that a candidate offers beside what the reference does."""

PROTOCOLS = (
    *("__enter__", "__call__", "__await__", "__iter__", "__aiter__", "__next__", "__anext__"),
    *(
        "__len__",
        "__contains__",
        "__getitem__",
        "__setitem__",
        "__delitem__",
        "__bool__",
        "__index__",
        "__fspath__",
    ),
    *("__copy__", "__deepcopy__", "__reduce__", "__getstate__"),
)
"""By which methods Python uses an object in statements, expressions and functions of its own.

Not ``__aenter__``: an async client is left with ``async with`` even where a synchronous one has only ``close``.
"""

CONSTRUCTION = "__init__"
"""The member that stands for the parameters of construction."""


def members(reference: object) -> tuple[str, ...]:
    """Return the names of what a client offers.

    Public members, inherited ones included, those of the objects that its methods hand out as ``method.member``,
    ``__init__``, ``context-manager`` and ``other-members``.

    Args:
        reference: A class or an instance.
    """
    names = [name for name in dir(reference) if not name.startswith("_")]
    found = [*names, *_handed_members(reference, names)]
    found += [CONSTRUCTION, EXTRAS] if inspect.isclass(reference) else []
    found += [CONTEXT] if hasattr(reference, "__enter__") else []
    return tuple(sorted(found))


def _handed_members(client: object, names: Iterable[str]) -> Iterator[str]:
    """Yield the members of what methods hand out."""
    for name in names:
        handed = _handed_out(client, name)
        if handed is not None:
            yield from (f"{name}.{inner}" for inner in dir(handed) if not inner.startswith("_"))


def _extras(reference: object, candidate: object) -> Iterator[str]:
    """Yield the names of what a candidate alone offers; an async twin of what the reference has is nothing more."""
    ours = {*dir(reference), *_handed_members(reference, dir(reference))}
    names = [name for name in dir(candidate) if not name.startswith("_")]
    protocols = [name for name in PROTOCOLS if hasattr(candidate, name) and not hasattr(object, name)]
    for name in (*names, *_handed_members(candidate, ours.intersection(names)), *protocols):
        outer, _, inner = name.rpartition(".")
        plain = _TWIN.sub("", inner)
        if not {name, f"{outer}.{plain}".lstrip(".")} & ours:
            yield name


_TWIN = re.compile(r"(?:(?<=^__)|^)(?:async_|a)(?=[a-z])|_async$")
"""What the async twin of a name has more: ``aclose``, ``async_get``, ``get_async``, ``__aenter__``."""


def missing(name: str, candidate: object) -> bool:
    """Return whether a candidate, a class or an instance, lacks a member."""
    if name == CONTEXT:
        return not (hasattr(candidate, "__aenter__") or hasattr(candidate, "__enter__"))
    if name in (CONSTRUCTION, EXTRAS):
        return False
    outer, _, inner = name.partition(".")
    if inner and not _has(candidate, outer):
        return True  # what an object offers is missing with the object
    owner, member = _place(name, candidate)
    return owner is not None and not _has(owner, member)


def _has(owner: object, name: str) -> bool:
    try:
        return hasattr(owner, name)
    except Exception:  # it has nothing that could be used
        return False


def may_hide(name: str, client: type) -> bool:
    """Return whether clients may have a member that their class lacks.

    It passes on what it is asked for, says so in an annotation, or gives it to a client that is made.

    Args:
        name: One of `members`.
        client: The class.
    """
    if name in (CONTEXT, EXTRAS):
        return False  # ``with`` asks the class alone, and what an instance has beside it nobody can tell
    member = name.partition(".")[0]
    asked = inspect.getattr_static(client, "__getattribute__")
    if hasattr(client, "__getattr__") or asked is not object.__getattribute__:
        return True
    return any(
        member in vars(kind).get("__annotations__", ())
        or {member, *_GIVERS} & {*_names(vars(kind).get(maker))}
        for kind in client.__mro__
        if not getattr(kind, "_is_protocol", False)  # whose constructor is not its own
        for maker in ("__init__", "__new__")
    )


def _names(maker: object) -> tuple[str, ...]:
    """Return the names of attributes and functions that a method in Python uses."""
    plain = inspect.unwrap(maker) if callable(maker) else None
    code = getattr(plain, "__code__", None)
    return code.co_names if code else ()


def differences(name: str, reference: object, candidate: object) -> Iterator[Difference]:
    """Yield how a member of the candidate differs from the reference's, each kind of difference by itself.

    Args:
        name: One of `members`.
        reference: A class or an instance.
        candidate: A class or an instance.
    """
    if missing(name, candidate):
        yield Difference("missing", "member", "offered", ABSENT)
        return
    if name == CONTEXT:
        if not hasattr(candidate, "__aenter__"):
            yield Difference("protocol", "async with", "with", ABSENT)
        return
    if name == EXTRAS:
        yield from (Difference("extra", extra, ABSENT, "offered") for extra in _extras(reference, candidate))
        return
    if name == CONSTRUCTION:
        if inspect.isclass(candidate):
            yield from compare_signatures(reference, candidate)
        return
    (owner, member), (other, _) = _place(name, reference), _place(name, candidate)
    if owner is None or other is None:
        return
    left, right = _kind(owner, member), _kind(other, member)
    if (left == "method") != (right == "method"):  # who reads any other cannot tell them apart
        yield Difference("kind", "member", left, right)
    elif left == "method":
        if owes_awaitable(owner, member) and is_plain(other, member):
            yield nothing_to_await("result")
        yield from compare_signatures(getattr(owner, member), getattr(other, member))


def _place(name: str, client: object) -> tuple[object | None, str]:
    """Return who has a member, and its name there; nobody where it cannot be told what a method hands out."""
    outer, _, inner = name.partition(".")
    return (_handed_out(client, outer), inner) if inner else (client, name)


def _handed_out(client: object, name: str) -> type | None:
    """Return the class of the objects that a method hands out, if its annotation says that it belongs to the client."""
    method = getattr(client, name, None)
    if not inspect.isroutine(method):
        return None
    try:
        told = get_type_hints(inspect.unwrap(method)).get("return")
    except Exception:  # an annotation may name anything
        return None
    mine = (client if inspect.isclass(client) else type(client)).__name__
    return (
        told if inspect.isclass(told) and told.__name__.startswith(mine) and told.__name__ != mine else None
    )


def _kind(owner: object, name: str) -> str:
    member = inspect.getattr_static(owner, name, None)
    if isinstance(member, property | cached_property) or inspect.isdatadescriptor(member):
        return "property"
    return "method" if callable(getattr(owner, name)) else "attribute"
