"""Equalities: what the users of a client take for equal, as its author declares it.

The one rule: a declaration is about a kind of value and never about a method, it is applied only where both clients
differ in just that, and each application is counted, so that nobody is excused in silence.
"""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from conformance.model import Outcome, Raised, Returned, Typed
from conformance.model.readings import AS_JSON
from pytest_milvus.errors import RemedyError

__all__ = ["ATTRIBUTE", "Equalities", "declared"]

ATTRIBUTE = "EQUALITIES"
"""What the module of a factory calls its declarations."""

CONTAINERS, IDS = "plain containers", "ids as text"

ID_KEYS = ("id", "ids", "primary_keys")
"""Where results have ids, beside the primary key under its own name."""

ID_READINGS = (".id", ".ids", ".pk")
"""Readings of results that give ids."""

_PLAIN: tuple[tuple[type, type], ...] = ((list, Sequence), (dict, Mapping))
"""A plain container, and what it may stand for."""


@dataclass(frozen=True, slots=True)
class Equalities:
    """What is taken for equal; the value of ``EQUALITIES`` in the module of a candidate's factory.

    Attributes:
        containers: A list where the reference has another sequence (of protobuf, or a subclass of ``list``), and a
            dictionary where it has another mapping. A tuple is none of these.
        exceptions: Names of exception classes of the candidate, each with the name of the reference's that it stands
            for, as in ``{"ShopError": "MilvusException"}``. Their codes are still compared.
        ids_as_text: An id as text where the reference has it as a number, under ``id``, ``ids``, ``primary_keys`` and
            the primary key of a collection.
    """

    containers: bool = False
    exceptions: Mapping[str, str] = field(default_factory=dict)
    ids_as_text: bool = False
    _counts: Counter[str] = field(default_factory=Counter, init=False, compare=False, repr=False)
    _lock: Any = field(default_factory=threading.Lock, init=False, compare=False, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Each declaration in words."""
        renamed = (_renaming(*pair) for pair in self.exceptions.items())
        return (*[CONTAINERS] * self.containers, *renamed, *[IDS] * self.ids_as_text)

    def counts(self) -> dict[str, int]:
        """Return how many comparisons each declaration made equal in this process until now."""
        with self._lock:
            return dict(self._counts)

    def applied(self, reference: Outcome, candidate: Outcome, primary: str = "") -> Outcome:
        """Return the candidate's outcome with the reference's way where a declaration takes them for equal.

        Args:
            reference: Outcome of the reference.
            candidate: Outcome of the candidate.
            primary: Name of the collection's primary key, if there is one.
        """
        used: set[str] = set()
        if isinstance(reference, Raised) and isinstance(candidate, Raised):
            told = candidate.type.rpartition(".")[2]
            wanted = self.exceptions.get(told)
            if wanted is not None and wanted == reference.type.rpartition(".")[2] != told:
                used.add(_renaming(told, wanted))
                reads = {**reference.reads, **candidate.reads}
                candidate = replace(candidate, type=reference.type, reads=reads, cause=reference.cause)
        elif isinstance(reference, Returned) and isinstance(candidate, Returned):
            keys = (*ID_KEYS, primary, *ID_READINGS)
            value = self._fitted(reference.value, candidate.value, used, keys, ids=False)
            candidate = replace(candidate, value=_in_json_as(reference.value, value)) if used else candidate
        self._count(used)
        return candidate

    def standing_for(self, name: str) -> str | None:
        """Return which of the reference's exceptions one of the candidate's stands for, and count it."""
        wanted = self.exceptions.get(name)
        self._count({_renaming(name, wanted)} if wanted else set())
        return wanted

    def _count(self, used: set[str]) -> None:
        if used:
            with self._lock:
                self._counts.update(used)

    def _fitted(self, model: Any, value: Any, used: set[str], keys: Sequence[str], *, ids: bool) -> Any:
        """Return a recorded value with the model's types where a declaration covers the difference."""
        if isinstance(model, Typed) and not isinstance(value, Typed):
            if not (self.containers and _stands_for(type(value), model)):
                return value
            used.add(CONTAINERS)  # and of what a plain one does not have
            return Typed(model.type, self._fitted(model.value, value, used, keys, ids=ids), model.reads)
        if isinstance(model, Typed) and isinstance(value, Typed):
            if model.type != value.type:
                return value
            content = self._fitted(model.value, value.value, used, keys, ids=ids)
            return Typed(value.type, content, self._fitted(model.reads, value.reads, used, keys, ids=ids))
        if isinstance(model, Mapping) and isinstance(value, Mapping):
            return {
                key: self._fitted(model[key], item, used, keys, ids=key in keys) if key in model else item
                for key, item in value.items()
            }
        if isinstance(model, list) and isinstance(value, list) and model:
            last = len(model) - 1  # how many there are is another difference
            return [
                self._fitted(model[min(place, last)], item, used, keys, ids=ids)
                for place, item in enumerate(value)
            ]
        if ids and self.ids_as_text and type(model) is int and type(value) is str and _is_number(value):
            used.add(IDS)
            return int(value)
        return value


def declared(module: Any, spec: str, *, own: bool) -> Equalities:
    """Return what the module of a factory declares.

    Args:
        module: The module.
        spec: ``MODULE:FACTORY``.
        own: Whether the clients are pymilvus' own, whose users are the reference's.

    Raises:
        RemedyError: It declares something else, or for pymilvus' own client.
    """
    found = getattr(module, ATTRIBUTE, None)
    if found is None:
        return Equalities()
    tried = f"Reading {ATTRIBUTE} of {spec}"
    if not isinstance(found, Equalities):
        raise RemedyError(
            tried, f"it is a {type(found).__name__}", "make it a value of conformance.clients.Equalities"
        )
    if own and found.names:
        raise RemedyError(
            tried,
            "the client is pymilvus' own, which promises what the reference does",
            "declare equalities for a client of your own",
        )
    return found


def _in_json_as(model: Any, value: Any) -> Any:
    """Return a recorded value that is in JSON what the model is: whoever takes the items for equal takes that, too."""
    if not (isinstance(model, Typed) and isinstance(value, Typed) and AS_JSON in value.reads):
        return value
    reads = {**value.reads, AS_JSON: model.reads.get(AS_JSON)}
    return replace(value, reads=reads)


def _renaming(name: str, wanted: str) -> str:
    return f"{name} for {wanted}"


def _stands_for(plain: type, model: Typed) -> bool:
    """Return whether a plain container may stand for what was recorded of the reference."""
    module, _, name = model.type.rpartition(".")
    kind = getattr(sys.modules.get(module), name, None)
    if not isinstance(kind, type):
        return False
    return any(
        plain is own and issubclass(kind, wide) and isinstance(model.value, own) for own, wide in _PLAIN
    )


def _is_number(text: str) -> bool:
    return text.removeprefix("-").isdecimal() and str(int(text)) == text
