"""``live.access``: who may call what, on a server that asks for a token.

Each method is called without a token, with a wrong one, by a user without a role, by a client whose user's password was
changed meanwhile, and by one that has the new password. Both clients must be let in or refused alike, and leave the
same. A user who changes its own password goes on with the client that it has.

Why it matters: rights are there to be kept: a call that is let in with a wrong token is a hole, one that is refused
with a right one an outage.

A failure names in brackets who called; both sides are how the call ended, or what it left on the server.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count, cycle, islice

from conformance.catalogue import method_of
from conformance.clients import Factory
from conformance.exploration.explore import Examination, Exploration, left_out
from conformance.exploration.profile import SERVER_WEIGHT
from conformance.exploration.sampling import each
from conformance.model import Operation, Raised
from conformance.model.namespace import (
    HOST,
    NEW_PASSWORD,
    PASSWORD,
    RENEWED,
    STRANGERS,
    USER,
    NamespaceTestCase,
    named,
)
from conformance.strategies.calls import call_plan, methods
from conformance.tiers.check import RunConfiguration
from conformance.tiers.live.call import AUTHENTICATION, lacking, ordinary
from conformance.twins.driver import TwinsDriver
from conformance.twins.namespaces.explore import explore_namespaces
from conformance.twins.namespaces.judge import examine
from conformance.twins.namespaces.namespaces import DENIALS
from pytest_milvus.mock_server import world

__all__ = ["ACCESS", "AccessCheck"]

WEIGHT = 60
"""Nominal milliseconds of a test case: most are refused at once."""

Step = tuple[str, Operation]
"""Who makes a call, and the call."""

OFTEN = 10
"""How many more times a user calls a method after which others are let in than before."""

_USER = "user without a role"

_CONNECTS = Operation("list_collections")


@dataclass(frozen=True, slots=True)
class Situation:
    """Somebody's situation when a call is made.

    Attributes:
        who: Who calls.
        trigger: What it is called.
        before: What happens before.
        after: What undoes it.
    """

    who: str
    trigger: str
    before: tuple[Step, ...] = ()
    after: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class AccessCheck:
    """The check of tokens, passwords and privileges.

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
        """Return the public methods of the reference that ask a server."""
        return (
            [name for name in methods(reference.client) if method_of(name).effect != "local"]
            if reference.client
            else ()
        )

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
        return lacking(capabilities, AUTHENTICATION, method_of(method).late_without)

    def planned_test_cases(
        self, method: str, driver: TwinsDriver, configuration: RunConfiguration
    ) -> Iterator[NamespaceTestCase]:
        """Yield the test cases of a method that a run performs: each situation at least once."""
        client = driver.reference.client
        assert client is not None  # see methods
        some = (*_situations(), *(Situation(USER, _USER),) * (OFTEN if _lets_others_in(method) else 0))
        wanted = max(len(some), configuration.profile.budget // (WEIGHT * SERVER_WEIGHT))
        return islice(_planned_test_cases(client, method, some, configuration.seed), wanted)

    def examine(self, check: str, driver: TwinsDriver, test_case: NamespaceTestCase) -> Examination:
        """Perform and judge a test case; an error that the candidate also gives the owner is told by others."""
        play = partial(driver.in_namespaces, looks=method_of(test_case.act.method).effect != "read")
        shown = examine(check, play, test_case)
        found = [item for item in shown.findings if item.difference.kind != "mutated"]
        if found and not _lets_others_in(test_case.act.method):
            _, owner = play(NamespaceTestCase((test_case.act,)))
            told = owner.calls[0].outcome
            given = found[0].candidate["calls"][test_case.prepared]
            lets_in = isinstance(told, Raised) and told.code not in DENIALS
            found = [] if lets_in and given == told else found
        return replace(shown, findings=tuple(found))


def _lets_others_in(method: str) -> bool:
    """Return whether others are let in after a method than before."""
    return bool(method_of(method).namespace.access)


def _situations() -> Sequence[Situation]:
    changed = named(Operation("update_password", (world.USER, PASSWORD, NEW_PASSWORD)))
    back = named(Operation("update_password", (world.USER, NEW_PASSWORD, PASSWORD)))
    nobody, somebody = STRANGERS
    return [
        Situation(nobody, "without a token"),
        Situation(somebody, "wrong token"),
        Situation(USER, _USER),
        Situation(
            USER, "user, password changed meanwhile", ((USER, _CONNECTS), (HOST, changed)), ((HOST, back),)
        ),
        Situation(RENEWED, "user, new password", ((HOST, changed),), ((HOST, back),)),
    ]


def _planned_test_cases(
    client: type, method: str, some: Sequence[Situation], seed: int
) -> Iterator[NamespaceTestCase]:
    """Yield test cases without end, one of each situation in turn."""
    wanted = cycle(call_plan(client, method, decorated=False))
    for number in count():
        drawn = each([calls.filter(ordinary) for calls in islice(wanted, len(some))], f"{seed} {number}")
        for situation, act in zip(some, drawn, strict=True):
            then = tuple((who, _CONNECTS) for who in (situation.who, RENEWED) if _lets_others_in(method))
            steps = (*situation.before, (situation.who, named(act)), *then, *situation.after)
            by, acts = zip(*steps, strict=True)
            yield NamespaceTestCase(acts, len(situation.before), by, situation.trigger)


ACCESS = AccessCheck("access", __doc__ or "")
