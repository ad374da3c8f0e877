"""``live.call``: every other method, in a small world that is made for real, once for each client.

Collections, partitions, aliases, databases, users, roles, resource groups: what the engine offers of it stands when
the call comes; answers and end states must be equal. One call in five is about what is not there. What the engine does
not offer must be refused to both clients in the same way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count, cycle, islice

from conformance.clients import Factory
from conformance.exploration.explore import Examination, Exploration, left_out
from conformance.exploration.profile import SERVER_WEIGHT
from conformance.exploration.sampling import each
from conformance.model import Operation, entries, wait
from conformance.model.namespace import (
    NEW_PASSWORD,
    ODD,
    OTHER_DATABASE,
    PASSWORD,
    NamespaceTestCase,
    absent,
    named,
)
from conformance.strategies.calls import methods, planned_calls
from conformance.tiers.check import RunConfiguration
from conformance.tiers.wire.adaptation import without
from conformance.twins.driver import TwinsDriver
from conformance.twins.namespaces.explore import explore_namespaces
from conformance.twins.namespaces.judge import examine
from pytest_milvus.mock_server import world

__all__ = ["AUTHENTICATION", "CALL", "NEEDS", "READS", "CallCheck", "lacking", "ordinary"]

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

READS = ("describe_", "get_", "has_", "list_")
"""How methods begin that change nothing on a server."""

_GRANT = Operation("grant_privilege", (world.ROLE, "Collection", "Search", world.COLLECTIONS[0]))
# No part of a namespace, because Milvus refuses it where nobody has to give a password.

BEFORE: Mapping[str, tuple[Operation, ...]] = {
    "create_alias": (Operation("drop_alias", (world.ALIAS,)),),
    "create_database": (Operation("drop_database", (OTHER_DATABASE,)),),
    "create_privilege_group": (Operation("drop_privilege_group", (world.PRIVILEGE_GROUP,)),),
    "create_resource_group": (Operation("drop_resource_group", (world.GROUP,)),),
    "create_role": (Operation("drop_role", (world.ROLE,), {"force_drop": True}),),
    "create_user": (Operation("drop_user", (world.USER,)),),
    "describe_role": (_GRANT,),
    "revoke_privilege": (_GRANT,),
    "revoke_privilege_v2": (_GRANT,),
    "revoke_role": (Operation("grant_role", (world.USER, world.ROLE)),),
}
"""What makes room for a call, or makes what it is to undo."""

AFTER: Mapping[str, tuple[Operation, ...]] = {
    # The same once more is refused, since the old password is another one now.
    "update_password": (Operation("update_password", (world.USER, PASSWORD, NEW_PASSWORD)),),
    "use_database": (Operation("list_collections"),),
    "using_database": (Operation("list_collections"),),
}
"""What shows a call's effect where no look does."""

NEEDS = {
    "alter_index_properties": "index_properties",
    "drop_index_properties": "index_properties",
    "flush_all": "flush_all",
    "optimize": "reload",
    "refresh_load": "reload",
}
"""Methods that are called only where the engine has a capability, because they return late, or never, without it."""

ANOTHERS = {
    "update_password": "with reset_connection, all clients of the server's owner would go on as the user"
}
"""Methods that are left to another check on a server that asks for a token."""


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
        driven = {entry.method for entry in entries()}
        return [name for name in methods(reference.client) if name not in driven] if reference.client else ()

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
        if method in ANOTHERS and AUTHENTICATION in capabilities:
            return f"live.access: {ANOTHERS[method]}"
        return lacking(capabilities, NEEDS.get(method, ""))

    def planned_test_cases(
        self, method: str, driver: TwinsDriver, configuration: RunConfiguration
    ) -> Iterator[NamespaceTestCase]:
        """Yield the test cases of a method that a run performs."""
        client = driver.reference.client
        assert client is not None  # see methods
        cost = (WEIGHT + wait(method)) * (1 if driver.server.engine == "embedded" else SERVER_WEIGHT)
        return islice(
            _planned_test_cases(client, method, configuration.seed),
            max(FEWEST, configuration.profile.budget // cost),
        )

    def examine(self, check: str, driver: TwinsDriver, test_case: NamespaceTestCase) -> Examination:
        """Perform and judge one test case; the end states are looked at where the call may have changed something."""
        looks = bool(test_case.prepared) or not test_case.act.method.startswith(READS)
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
    before = tuple(named(act) for act in BEFORE.get(method, ()))
    after = AFTER.get(method, ())
    wanted = cycle(planned_calls(client, method))
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
