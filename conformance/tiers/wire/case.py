"""A wire test case: calls on a new client of a scripted server, the last of which is judged.

The one rule: a test case is complete. Whoever holds it can run it anywhere, shrink it, store it, and print it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from conformance.clients import Server
from conformance.model import Operation
from pytest_milvus.mock_server.script import Abort, Late, Refusal, Script

__all__ = ["AFTER", "LITERAL", "SPOILT", "Setting", "WireTestCase", "after"]

AFTER = "after "
"""How the trigger of a test case begins that is built around the calls before."""

LITERAL = ": as the reference names it"
"""How the trigger of a test case ends that gives an argument by a name that a candidate may swallow."""


SPOILT = ", its answer changed"
"""How the trigger of a test case ends whose caller changed what the call before returned."""


def after(prelude: Sequence[Operation]) -> str:
    """Return the trigger of a test case that is built around the calls before; ``""`` for none."""
    names = [f"{act.by}.{act.method}" if act.by else act.method for act in prelude]
    return f"{AFTER}{', '.join(names)}" if names else ""


@dataclass(frozen=True, slots=True)
class Setting:
    """How the client is made; by default not as pymilvus does by default, or metadata could not differ.

    Attributes:
        token: Token.
        db_name: Database.
        words: Other keyword arguments of the constructor.
    """

    token: str = "ann:secret"
    db_name: str = "library"
    words: Mapping[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """What a client is made with beside the address, as Python."""
        given = {"token": self.token, "db_name": self.db_name, **self.words}
        return ", ".join(f"{name}={value!r}" for name, value in given.items())

    def server(self, uri: str) -> Server:
        """Return the mock server at an address, for clients that are made so."""
        return Server("wire", uri, self.token, "", frozenset(), self.db_name, words=self.words)


@dataclass(frozen=True, slots=True)
class WireTestCase:
    """Calls that both clients make, each on a server of its own that follows the same script.

    Attributes:
        act: The call that is judged.
        prelude: Up to three calls before it, on the same client or on another one of the same server.
        script: What the servers answer.
        setting: How the clients are made.
        valid: The valid call that ``act`` spoils, if it spoils one.
        trigger: The one thing that the test case was built around, see `conformance.exploration.finding.Finding`.
        connects: Whether it is about how the clients connect: what they send for it is compared, too, and that a client
            cannot be made is what comes of its first call.
        reached: RPC that must have arrived before the calls after the first one, ``""`` for none.
    """

    act: Operation
    prelude: tuple[Operation, ...] = ()
    script: Script = field(default_factory=Script)
    setting: Setting = field(default_factory=Setting)
    valid: Operation | None = None
    trigger: str = ""
    connects: bool = False
    reached: str = field(default="", metadata={"sparse": True})

    @property
    def spoils(self) -> bool:
        """Whether the caller changes what the calls before returned."""
        return self.trigger.endswith(SPOILT)

    @property
    def plain(self) -> WireTestCase:
        """The same with nothing wrong: the valid call, on a server where all is well.

        What comes before it is gone where it only failed to connect.
        """
        before = () if self.connects else self.prelude
        return replace(self, act=self.valid or self.act, prelude=before, script=Script(), valid=None)

    @property
    def sooner(self) -> Iterator[WireTestCase]:
        """The same after fewer calls, the fewest first."""
        for count in range(len(self.prelude)):
            for prelude in combinations(self.prelude, count):
                yield replace(self, prelude=prelude, trigger=after(prelude))

    @property
    def literal(self) -> frozenset[str]:
        """Names of the arguments that keep the reference's name, whatever the candidate calls them."""
        return self.held if self.trigger.endswith(LITERAL) else frozenset()

    @property
    def omitted(self) -> WireTestCase | None:
        """The same without the argument that is wrong; ``None`` where nothing is wrong with one."""
        if self.valid is None:
            return None
        valid = self.valid.kwargs
        kept = {
            name: value
            for name, value in self.act.kwargs.items()
            if repr(valid.get(name, valid)) == repr(value)
        }
        if len(kept) == len(self.act.kwargs):
            return None
        return replace(self.plain, act=replace(self.act, kwargs=kept))

    @property
    def held(self) -> frozenset[str]:
        """Names of the arguments without which the test case would no longer be about its trigger."""
        return frozenset(self.trigger.partition(":")[0].split(", ")) & self.act.kwargs.keys()

    @property
    def fault(self) -> str:
        """What is left of the trigger where the arguments that it names do not matter; ``""`` without a fault."""
        about = self.trigger.split(", ") if self.script.rules else ()
        return ", ".join(name for name in about if name not in self.held)

    @property
    def words(self) -> frozenset[str]:
        """Names and numbers of the judged call and of what its server says, which code looks for in a message."""
        answers = [rule.answer for rule in self.script.rules]
        bare = [item.answer if isinstance(item, Late) else item for item in answers]
        reasons = [item.reason for item in bare if isinstance(item, Refusal)]
        details = [item.details for item in bare if isinstance(item, Abort)]
        return self.act.words.union(reasons, details)

    @property
    def made(self) -> Operation | None:
        """The call whose result it uses, ``None`` where it uses no call's."""
        return next((act.of for act in self.acts if act.of), None)

    @property
    def acts(self) -> tuple[Operation, ...]:
        """All calls in turn."""
        return (*self.prelude, self.act)

    @property
    def size(self) -> tuple[int, int]:
        """Order of simplicity: calls and rules first, then the length of the printed calls."""
        return len(self.prelude) + len(self.script.rules), sum(len(str(act)) for act in self.acts)
