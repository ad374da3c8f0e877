"""``live.call``: every other method, in a small world that is made for real, once for each client.

Collections, partitions, aliases, databases, users, roles, resource groups: what the engine offers of it stands when
the call comes; answers and end states must be equal. One call in five is about what is not there. What the engine does
not offer must be refused to both clients in the same way.

Why it matters: aliases, databases, users and the like decide which data a program sees, and few tests look at them.

A failure gives the call, and both sides are how it ended or what stood on the server afterwards.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count, cycle, islice

from conformance.catalogue import method_of, sleep
from conformance.clients import Factory
from conformance.exploration.explore import Examination, Exploration, left_out
from conformance.exploration.profile import weight_on
from conformance.exploration.sampling import each
from conformance.model import Operation
from conformance.model.namespace import ODD, NamespaceTestCase, absent, named
from conformance.strategies.calls import methods, planned_calls
from conformance.tiers.check import RunConfiguration
from conformance.tiers.wire.adaptation import without
from conformance.twins.driver import TwinsDriver
from conformance.twins.namespaces.explore import explore_namespaces
from conformance.twins.namespaces.judge import examine

__all__ = ["AUTHENTICATION", "CALL", "CallCheck", "lacking", "ordinary"]

AUTHENTICATION = "authentication"
"""Capability of servers that ask for a token."""

WEIGHT = 600
"""Nominal milliseconds of a test case on the embedded engine."""

TURNS = ("usual", "usual", "absent", "usual", "odd")
"""What the test cases of a method are about in turn: what is there, what is not, and at last odd names. The latter two
are few, because a refused call proves little."""

_NAMES = {"absent": "names of nothing", "odd": "odd name"}
"""What test cases are built around that are about names."""

FEWEST = 3

MAKES = "create_"
"""How methods begin that make what is not there."""


@dataclass(frozen=True, slots=True)
class CallCheck:
    """The check of all methods that have no check of their own on a server.

    Attributes:
        topic: What it is about.
        doc: What it promises.
    """

    topic: str
    doc: str

    @property
    def tier(self) -> str:
        """The tier."""
        return "live"

    def methods(self, reference: Factory) -> Sequence[str]:
        """Return the public methods of the reference that no other check of this tier drives."""
        if reference.client is None:
            return ()
        return [name for name in methods(reference.client) if method_of(name).scene is None]

    def explore(self, method: str, driver: TwinsDriver, configuration: RunConfiguration) -> Exploration:
        """Check a method on a server (see `conformance.tiers.check.Check`)."""
        excuse = self.excuse(method, driver.server.capabilities)
        if excuse:
            return left_out(self.topic, excuse)
        look = partial(self.examine, f"{self.tier}.{self.topic}/{method}", driver)
        return explore_namespaces(
            self.planned_test_cases(method, driver, configuration), look, configuration.known.keys()
        )

    def excuse(self, method: str, capabilities: Collection[str]) -> str:
        """Return why a method is left out on an engine with these capabilities; ``""`` where it is not."""
        record = method_of(method)
        if record.namespace.access and AUTHENTICATION in capabilities:
            return f"live.access: {record.namespace.access}"
        return lacking(capabilities, record.late_without)

    def planned_test_cases(
        self, method: str, driver: TwinsDriver, configuration: RunConfiguration
    ) -> Iterator[NamespaceTestCase]:
        """Yield the test cases of a method that a run performs."""
        client = driver.reference.client
        assert client is not None  # see methods
        cost = (WEIGHT + sleep(method)) * weight_on(waits=driver.server.waits)
        return islice(
            _planned_test_cases(client, method, configuration.seed),
            max(FEWEST, configuration.profile.budget // cost),
        )

    def examine(self, check: str, driver: TwinsDriver, test_case: NamespaceTestCase) -> Examination:
        """Perform and judge one test case; the end states are looked at where the call may have changed something."""
        looks = bool(test_case.prepared) or method_of(test_case.act.method).effect != "read"
        client = driver.reference.client
        assert client is not None  # see methods
        act = (
            None
            if test_case.trigger in _NAMES.values()
            else without(test_case.act, test_case.trigger, client)
        )
        plainer = (
            None
            if act is None
            else replace(test_case, acts=(*test_case.acts[: test_case.prepared], act), trigger="")
        )
        return examine(check, partial(driver.in_namespaces, looks=looks), test_case, plainer)


def _planned_test_cases(client: type, method: str, seed: int) -> Iterator[NamespaceTestCase]:
    """Yield test cases without end; what is not there, and an odd name, finds what stands before it."""
    calls_around = method_of(method).namespace
    before, after = tuple(map(named, calls_around.before)), calls_around.after
    # What a decorator reads is no matter of servers: the wire tier tries it with each method.
    wanted = cycle(planned_calls(client, method, decorated=False))
    for number in count():
        planned = list(islice(wanted, len(TURNS)))
        some = [
            item.calls if turn == "odd" else item.calls.filter(ordinary)
            for turn, item in zip(TURNS, planned, strict=True)
        ]
        acts = map(named, each(some, f"{seed} {number}"))
        for turn, item, act in zip(TURNS, planned, acts, strict=True):
            if turn == "absent" and not method.startswith(MAKES):
                yield NamespaceTestCase((absent(act),), trigger=_NAMES[turn])
            elif turn == "odd":
                yield NamespaceTestCase((act,), trigger=_NAMES[turn])
            else:
                yield NamespaceTestCase((*before, act, *after), len(before), trigger=item.trigger)


def lacking(capabilities: Collection[str], *needed: str) -> str:
    """Return the sentence that an engine lacks the first of what is needed; ``""`` where it lacks nothing."""
    lacked = [one for one in needed if one and one not in capabilities]
    return f"the server lacks {lacked[0]}" if lacked else ""


def ordinary(act: Operation) -> bool:
    """Return whether a call uses no odd name."""
    return ODD not in str(act)


CALL = CallCheck("call", __doc__ or "")
