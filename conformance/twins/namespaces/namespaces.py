"""Twin namespaces on one server: made once, used by many test cases, mended after those that changed something.

The one rule: no test case begins in a namespace that is not as it was when it was new.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from conformance.clients import Call, Caller
from conformance.compare.differences import compare_values
from conformance.model import Raised, Returned, TimedOut
from conformance.model.namespace import HOST, NAMES, NamespaceTestCase
from conformance.twins.namespaces.normaliser import renamed, settled
from conformance.twins.namespaces.parts import Part, parts
from conformance.twins.namespaces.principals import Principals
from conformance.twins.namespaces.snapshot import Names
from conformance.twins.server_errors import require_health
from pytest_milvus.errors import RemedyError

__all__ = ["DENIALS", "NamespaceSide", "Namespaces"]

T = TypeVar("T")
TWINS = 2

DENIALS = ("UNAUTHENTICATED", "PERMISSION_DENIED", 2)
"""Codes of a caller who is not let in; the last is pymilvus' for a client that could not connect."""

_REMEDY = "check that the server offers what its profile in fixtures/engines says"


@dataclass(frozen=True, slots=True)
class NamespaceSide:
    """What one client did in its namespace.

    Attributes:
        calls: Its calls in turn, with the names of the world in place of the real ones.
        state: The end state of each part, ``None`` where it was not looked at.
        parts: What the namespace was made of.
    """

    calls: tuple[Call, ...]
    state: Mapping[str, Any] | None
    parts: tuple[Part, ...] = ()


class Namespaces:
    """A pair of namespaces, made when they are first needed.

    Args:
        readers: Two trusted clients, one for each namespace.
        new_name: Returns a name that nobody uses, also not with one of the given ``parts`` behind it.
        capabilities: What the engine offers.
    """

    def __init__(
        self, readers: tuple[Caller, Caller], new_name: Callable[..., str], capabilities: frozenset[str]
    ) -> None:
        self._readers = readers
        self._parts = parts(capabilities)
        self._new_name = new_name
        self._names = self._new_names()
        self._initial: Mapping[str, Any] | None = None
        self._failure: RemedyError | None = None

    def play(
        self, test_case: NamespaceTestCase, principals: tuple[Principals, Principals], *, looks: bool
    ) -> tuple[NamespaceSide, NamespaceSide]:
        """Let each client make the calls in its namespace, one client after the other.

        Args:
            test_case: The calls.
            principals: The clients of each side.
            looks: Whether the calls may change something: then the end states are looked at, and the namespaces mended.

        Raises:
            RemedyError: A namespace could not be made.
        """
        self._make()
        left, right = zip(principals, self._readers, self._names, strict=True)
        played = [_played(test_case, *left)]
        hangs = any(isinstance(call.outcome, TimedOut) for call in played[0])
        # Where the reference never returns, there is nothing that a candidate could be like.
        played.append(played[0] if hangs else _played(test_case, *right))
        states: tuple[Mapping[str, Any] | None, ...] = (None, None)
        if looks and any(_effective(test_case, calls) for calls in played):
            states = self.observe()
            self._mend(states, test_case)
        ends = (None, None) if hangs else states
        one, other = (NamespaceSide(calls, end, self._parts) for calls, end in zip(played, ends, strict=True))
        return one, other

    def observe(self) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """Return the state of each namespace."""
        return self._look(self._parts)

    def close(self) -> None:
        """Remove both namespaces."""
        if self._initial is not None:
            self._remove(self._parts)
            self._initial = None

    def _make(self) -> None:
        if self._failure:  # a hundred methods need not find out anew
            raise self._failure
        if self._initial is not None:
            return
        self._remove(self._parts)  # what an attempt that failed has left
        try:
            self._build(self._parts)
            initial, other = self.observe()
            unlike = list(compare_values(initial, other, "namespace"))
            if unlike:
                raise RemedyError("Preparing two namespaces alike", str(unlike[0]), _REMEDY)
        except RemedyError as failure:
            self._failure = failure
            self._remove(self._parts)
            raise
        self._initial = initial

    def _look(self, some: Sequence[Part]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        def look(reader: Caller, names: Names) -> Mapping[str, Any]:
            return {part.name: renamed(part.look(reader, names), names) for part in some}

        left, right = self._side_by_side(look)
        return left, right

    def _side_by_side(self, work: Callable[[Caller, Names], T]) -> list[T]:
        """Do something in both namespaces at once, because a real server lets each wait."""
        with ThreadPoolExecutor(TWINS) as pool:
            return list(pool.map(work, self._readers, self._names))

    def _new_names(self) -> tuple[Names, ...]:
        prefixes = [self._new_name(parts=NAMES) for _ in range(TWINS)]
        return tuple({name: f"{prefix}_{name}" for name in NAMES} for prefix in prefixes)

    def _mend(self, states: Sequence[Mapping[str, Any] | None], test_case: NamespaceTestCase) -> None:
        assert self._initial is not None
        broken = {
            name
            for state in states
            for name, initial in self._initial.items()
            if state is None or any(compare_values(initial, state[name], name))
        }
        done = {act.method for act, who in zip(test_case.acts, test_case.callers, strict=True) if who != HOST}
        broken |= {part.name for part in self._parts if part.hidden & done}
        broken |= {name for part in self._parts if part.name in broken for name in part.after}
        again = [part for part in self._parts if part.name in broken]
        self._remove(again)
        try:
            self._build(again)
            whole = all(
                not any(compare_values(self._initial[name], state[name], name))
                for state in self._look(again)
                for name in state
            )
        except RemedyError:
            whole = False
        if not whole:  # somebody has made what nobody here knows of
            self.close()
            self._names = self._new_names()

    def _build(self, some: Sequence[Part]) -> None:
        def build(reader: Caller, names: Names) -> None:
            for act in (act for part in some for act in part.make):
                outcome = reader.run(act, names).outcome
                if not isinstance(outcome, Returned):
                    require_health(outcome, act)
                    raise RemedyError(f"Preparing a namespace with {act}", str(outcome), _REMEDY)

        self._side_by_side(build)

    def _remove(self, some: Sequence[Part]) -> None:
        def remove(reader: Caller, names: Names) -> None:
            for act in (act for part in reversed(some) for act in part.remove):
                reader.run(act, names)

        self._side_by_side(remove)


def _played(
    test_case: NamespaceTestCase, principals: Principals, host: Caller, names: Names
) -> tuple[Call, ...]:
    calls = []
    for act, who in zip(test_case.acts, test_case.callers, strict=True):
        call = (host if who == HOST else principals.caller(who, names)).run(act, names)
        calls.append(replace(call, outcome=settled(act.method, call.outcome, names)))
    return tuple(calls)


def _effective(test_case: NamespaceTestCase, calls: Sequence[Call]) -> bool:
    """Return whether a server can have done something: it knew the RPC and let the caller in, or none was needed.

    What a trusted client does to prepare a call is undone by it.
    """
    return any(
        who != HOST
        and not (isinstance(call.outcome, Raised) and call.outcome.code in ("UNIMPLEMENTED", *DENIALS))
        for who, call in zip(test_case.callers, calls, strict=True)
    )
