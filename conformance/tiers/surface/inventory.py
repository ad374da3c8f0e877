"""What a client offers: its public members, and how those of two clients differ.

The one rule: nothing is called, and what introspection cannot tell is no difference.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any, get_type_hints

from conformance.catalogue import method_of
from conformance.compare.differences import ABSENT, Difference
from conformance.tiers.surface.signature import compare_signatures

__all__ = ["CONTEXT", "differences", "members", "missing"]

CONTEXT = "context-manager"
"""The member that stands for ``with`` and ``async with``."""

CONSTRUCTION = "__init__"
"""The member that stands for the parameters of construction."""


def members(reference: object) -> tuple[str, ...]:
    """Return the names of what a client offers.

    Public members, inherited ones included, those of the objects that its methods hand out as ``method.member``,
    ``__init__`` and ``context-manager``.

    Args:
        reference: A class or an instance.
    """
    names = [name for name in dir(reference) if not name.startswith("_")]
    found = [*names]
    for name in names:
        handed = _handed_out(reference, name)
        if handed is not None:
            found += [f"{name}.{inner}" for inner in dir(handed) if not inner.startswith("_")]
    found += [CONSTRUCTION] if inspect.isclass(reference) else []
    found += [CONTEXT] if hasattr(reference, "__enter__") else []
    return tuple(sorted(found))


def missing(name: str, candidate: object) -> bool:
    """Return whether a candidate, a class or an instance, lacks a member."""
    if name == CONTEXT:
        return not (hasattr(candidate, "__aenter__") or hasattr(candidate, "__enter__"))
    if name == CONSTRUCTION:
        return False
    outer, _, inner = name.partition(".")
    if inner and not hasattr(candidate, outer):
        return True  # what an object offers is missing with the object
    owner, member = _place(name, candidate)
    return owner is not None and not hasattr(owner, member)


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
    if name == CONSTRUCTION:
        if inspect.isclass(candidate):
            yield from compare_signatures(reference, candidate)
        return
    (owner, member), (other, _) = _place(name, reference), _place(name, candidate)
    if owner is None or other is None:
        return
    left, right = _kind(owner, member), _kind(other, member)
    if left != right:
        yield Difference("kind", "member", left, right)
        return
    if left == "method":
        ours, theirs = getattr(owner, member), getattr(other, member)
        if _owes_an_awaitable(owner, member) and not _awaitable(theirs):
            yield Difference("awaitable", "result", "an awaitable", "a plain value")
        yield from compare_signatures(ours, theirs)


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
    if isinstance(member, property) or inspect.isdatadescriptor(member):
        return "property"
    return "method" if callable(getattr(owner, name)) else "attribute"


def _owes_an_awaitable(owner: object, name: str) -> bool:
    """Return whether the async counterpart of a method must be awaited: not where the client stays by itself."""
    member = inspect.getattr_static(owner, name, None)
    local = bool(method_of(name).plain) and getattr(member, "__module__", "").partition(".")[0] == "pymilvus"
    return not isinstance(member, (staticmethod, classmethod)) and not local


def _awaitable(member: Any) -> bool:
    """Return whether calling a member gives an awaitable or an async iterator, or whether nobody can tell."""
    layers = [member]
    while hasattr(layers[-1], "__wrapped__"):
        layers.append(layers[-1].__wrapped__)
    if any(inspect.iscoroutinefunction(layer) or inspect.isasyncgenfunction(layer) for layer in layers):
        return True
    try:
        told = get_type_hints(layers[0]).get("return")
    except Exception:  # an annotation may name anything
        return True
    if told is not None and hasattr(told, "__await__"):
        return True
    return not inspect.isfunction(getattr(layers[0], "__func__", layers[0]))
