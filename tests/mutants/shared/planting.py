"""Planting bugs in code of pymilvus that both clients share, so that they are wrong together.

The one rule: a bug is planted in the process, under the reference, the candidate and the trusted reader alike, as a
release of pymilvus would bring it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from importlib import import_module
from typing import Any

__all__ = ["SharedMutant", "edited", "planted", "shared"]

Change = Callable[..., Any]
"""Called in place of shared code, with what it takes the place of and the arguments."""


@dataclass(frozen=True, slots=True)
class SharedMutant:
    """A bug in shared code, and how the suite must notice.

    Attributes:
        change: What is done instead.
        check: Id of the check that is meant to catch it.
        target: What it is planted in, ``MODULE:NAME`` or ``MODULE:CLASS.NAME``.
        unseen: Why the hunt need not see it, ``""`` for most.
    """

    change: Change
    check: str
    target: str
    unseen: str = ""

    @property
    def name(self) -> str:
        return self.change.__name__

    @property
    def description(self) -> str:
        return (self.change.__doc__ or "").rstrip(".")


def shared(check: str, target: str, unseen: str = "") -> Callable[[Change], Change]:
    """Mark a function as a shared mutant; the arguments are those of `SharedMutant`."""

    def mark(change: Change) -> Change:
        change.mutant = SharedMutant(change, check, target, unseen)  # type: ignore[attr-defined]
        return change

    return mark


def edited(check: str, target: str, unseen: str = "") -> Callable[[Callable[[Any], None]], Change]:
    """Mark what is done to a request that was made as a shared mutant; the arguments are those of `SharedMutant`."""

    def mark(edit: Callable[[Any], None]) -> Change:
        def change(original: Change, *args: Any, **words: Any) -> Any:
            request = original(*args, **words)
            edit(request)
            return request

        change.__name__, change.__doc__ = edit.__name__, edit.__doc__
        return shared(check, target, unseen)(change)

    return mark


@contextmanager
def planted(mutant: SharedMutant) -> Iterator[None]:
    """Plant a bug until the end."""
    module, _, path = mutant.target.partition(":")
    *outer, name = path.split(".")
    owner: Any = import_module(module)
    for part in outer:
        owner = getattr(owner, part)
    raw, original = vars(owner)[name], getattr(owner, name)

    @wraps(original)
    def changed(*args: Any, **words: Any) -> Any:
        return mutant.change(original, *args, **words)

    # A bound class method knows its class.
    setattr(owner, name, staticmethod(changed) if isinstance(raw, (classmethod, staticmethod)) else changed)
    try:
        yield
    finally:
        setattr(owner, name, raw)
