"""``live.call``: every other method, in a small world that is made for real, once for each client.

Collections, partitions, aliases, databases, users, roles, resource groups: what the engine offers of it stands when
the call comes; answers and end states must be equal. What the engine does not offer must be refused to both clients in
the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count, cycle, islice

from hypothesis.strategies import SearchStrategy

from conformance.checks.explore import Examination, Exploration
from conformance.checks.finding import Finding
from conformance.checks.pool import each
from conformance.checks.profile import SERVER_WEIGHT
from conformance.checks.realm.judge import Sides, examine
from conformance.checks.refine import refine
from conformance.checks.registry import Effort, check
from conformance.checks.stage import Stage
from conformance.clients import Factory
from conformance.operation import Operation, entries, wait, world
from conformance.operation.realm import ODD, OTHER_DATABASE, RealmTrial, named
from conformance.strategies.calls import call_plan, methods

__all__ = ["CALL", "CallCheck"]

WEIGHT = 600
"""Nominal milliseconds of a trial on the embedded engine."""

FEWEST = 2

ODDLY = 4
"""One trial in so many may use odd names; Milvus refuses most of them, and a refused call proves little."""

READS = ("describe_", "get_", "has_", "list_")
"""How methods begin that change nothing on a server."""

_GRANT = Operation("grant_privilege", (world.ROLE, "Collection", "Search", world.COLLECTIONS[0]))
# No part of a realm, because Milvus refuses it where nobody has to give a password.

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

ATTEMPTS = 20
"""Trials that may be spent on making a divergence smaller."""

AFTER: Mapping[str, tuple[Operation, ...]] = {
    "use_database": (Operation("list_collections"),),
    "using_database": (Operation("list_collections"),),
}
"""What shows a call's effect on the client itself."""

LEFT_OUT = {
    "alter_index_properties": "index_properties",
    "drop_index_properties": "index_properties",
    "flush_all": "flush_all",
    "optimize": "reload",
    "refresh_load": "reload",
}
"""Methods that are called only where the engine has a capability, because they return late, or never, without it."""


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

    def explore(self, method: str, stage: Stage, effort: Effort) -> Exploration:
        """Check a method on a server (see `conformance.checks.registry.Check`)."""
        result = Exploration()
        needed = LEFT_OUT.get(method)
        if needed and needed not in stage.server.capabilities:
            result.facts.update(("nothing to do", f"left out: the server lacks {needed}"))
            return result
        look = partial(self.examine, f"{self.tier}.{self.topic}/{method}", stage)
        for trial in self.trials(method, stage, effort):
            examination = look(trial)
            result.examples += 1
            result.facts.update(examination.facts)
            for finding in examination.findings:
                result.findings.setdefault(finding.fingerprint, finding)
            if "timed out" in examination.facts:  # neither client came back; another time is no better spent
                break
        return refine(result, look, _smaller, effort.known.keys())

    def trials(self, method: str, stage: Stage, effort: Effort) -> Iterator[RealmTrial]:
        """Yield the trials of a method that a run performs."""
        client = stage.reference.client
        assert client is not None  # see methods
        cost = (WEIGHT + wait(method)) * (1 if stage.server.engine == "embedded" else SERVER_WEIGHT)
        return islice(_trials(client, method, effort.seed), max(FEWEST, effort.profile.budget // cost))

    def examine(self, check: str, stage: Stage, trial: RealmTrial) -> Examination:
        """Perform and judge one trial; the end states are looked at where the call may have changed something."""
        looks = bool(trial.prepared) or not trial.act.method.startswith(READS)

        def play(trial: RealmTrial, control: bool) -> Sides:
            return stage.in_realms(trial, control=control, looks=looks)

        return examine(check, play, trial)


def _trials(client: type, method: str, seed: int) -> Iterator[RealmTrial]:
    """Yield trials without end; one in a few calls by an odd name, and finds what stands before it."""
    before = tuple(named(act) for act in BEFORE.get(method, ()))
    after = AFTER.get(method, ())
    wanted: Iterator[SearchStrategy[Operation]] = cycle(call_plan(client, method))
    for number in count():
        some = list(islice(wanted, ODDLY))
        ordinary = [calls.filter(_ordinary) for calls in some[:-1]]
        drawn = [named(act) for act in each([*ordinary, some[-1]], f"{seed} {number}")]
        yield from (RealmTrial((*before, act, *after), len(before)) for act in drawn[:-1])
        yield RealmTrial((drawn[-1],))


def _ordinary(act: Operation) -> bool:
    return ODD not in str(act)


def _smaller(finding: Finding, again: Callable[[RealmTrial], Finding | None]) -> Finding:
    for name in list(finding.trial.act.kwargs)[:ATTEMPTS]:
        trial = finding.trial
        kept = {key: value for key, value in trial.act.kwargs.items() if key != name}
        acts = list(trial.acts)
        acts[trial.prepared] = replace(trial.act, kwargs=kept)
        finding = again(replace(trial, acts=tuple(acts))) or finding
    return finding


CALL = check(CallCheck("call", __doc__ or ""))
