"""An Operation: one client call as a value.

Strategies make Operations and one place runs them, so that shrinking, recording, replay and reproduction
scripts are one feature. The one rule: an Operation never holds an object that a client could change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pytest_milvus.values.recipe import Made, build, code, imports

__all__ = ["COLLECTION", "LOOK", "Operation", "Placeholder", "replaced"]

LOOK = "looked_at"
"""Stands for a method where what a call gave is looked at, and no method of it is called."""

SHORT = 3
"""Characters, or digits, of what may stand in any message by chance; what is shorter is no word."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A name that is chosen when the operation runs, so that runs and reports do not depend on it."""

    label: str

    def build(self) -> Any:
        """Fail: a placeholder must be bound first.

        Raises:
            LookupError: Always.
        """
        msg = f"placeholder {self.label!r} is not bound"
        raise LookupError(msg)

    def code(self) -> str:
        """Return the label; reproduction scripts define a variable of that name."""
        return self.label

    def imports(self) -> frozenset[str]:
        """Return nothing: a variable needs no import."""
        return frozenset()


COLLECTION = Placeholder("collection")
"""The collection that a test case is about."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One call of a client method, or of a method of what another call gives.

    Attributes:
        method: Method name, for example ``"search"``.
        args: Positional arguments: plain values and recipes.
        kwargs: Keyword arguments: plain values and recipes.
        of: The call whose result has the method; ``None`` where the client has it. Calls of one test case that name
            the same one share its result.
        by: What another client of the same server is called that makes it, ``""`` for the client that is tried.
    """

    method: str
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    of: Operation | None = field(default=None, metadata={"sparse": True})
    by: str = field(default="", metadata={"sparse": True})

    def bind(self, names: Mapping[str, str] | Mapping[str, Placeholder]) -> Operation:
        """Return the operation with its placeholders replaced by names, or by other placeholders."""

        def fill(value: Any) -> Any:
            return names.get(value.label, value) if isinstance(value, Placeholder) else value

        args, kwargs = replaced(self.args, fill), replaced(dict(self.kwargs), fill)
        return replace(self, args=args, kwargs=kwargs, of=self.of and self.of.bind(names))

    def arguments(self) -> tuple[list[Any], dict[str, Any]]:
        """Return positional and keyword arguments, built afresh."""
        return build(list(self.args)), build(dict(self.kwargs))

    @property
    def words(self) -> frozenset[str]:
        """The names and numbers that the call gives, but its timeout, which code looks for in a message."""
        given = [value for name, value in self.kwargs.items() if name != "timeout"]
        return frozenset(_words([*self.args, *given]))

    @property
    def receiver(self) -> str:
        """Name of the client that makes it, in code."""
        return self.by or "client"

    def code(self, receiver: str = "") -> str:
        """Return the call as a Python expression, of another receiver if one is given; what it is of is ``made``."""
        receiver = "made" if self.of else receiver or self.receiver
        if self.method == LOOK:
            return f"{LOOK}({receiver})"
        parts = [code(value) for value in self.args]
        parts += [f"{key}={code(value)}" for key, value in self.kwargs.items() if key.isidentifier()]
        if rest := {key: value for key, value in self.kwargs.items() if not key.isidentifier()}:
            parts.append(f"**{code(rest)}")
        return f"{receiver}.{self.method}({', '.join(parts)})"

    def imports(self) -> frozenset[str]:
        """Return the import lines that `code` needs."""
        own = imports(list(self.args)) | imports(dict(self.kwargs))
        return own | self.of.imports() if self.of else own

    def __str__(self) -> str:
        return f"made = {self.of}; {self.code()}" if self.of else self.code()


def _words(value: Any) -> Iterator[str]:
    """Yield the texts and whole numbers in plain containers, but those that are too short."""
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _words(item)
    elif isinstance(value, Mapping):
        yield from _words([*value.values()])
    elif isinstance(value, (str, int)) and not isinstance(value, bool) and len(str(value)) >= SHORT:
        yield str(value)


def replaced(value: Any, swap: Callable[[Any], Any]) -> Any:
    """Return a value with its innermost parts swapped for others: in containers, keys and the arguments of recipes."""
    if isinstance(value, Mapping):
        return {swap(key): replaced(item, swap) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(replaced(item, swap) for item in value)
    if isinstance(value, Made):
        return Made(value.factory, replaced(value.args, swap), replaced(value.kwargs, swap))
    return swap(value)
