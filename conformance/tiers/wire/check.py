"""What the checks of the wire tier have in common: planned trials on a pair of scripted servers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from hypothesis.strategies import SearchStrategy

from conformance.catalogue import sleep
from conformance.clients import Factory
from conformance.clients.endurance import TIMEOUTS
from conformance.exploration import overlap
from conformance.exploration.confirm import CONFIRMATIONS, refine
from conformance.exploration.explore import HUNG, Examination, Exploration, left_out
from conformance.exploration.profile import Profile
from conformance.exploration.sampling import each
from conformance.strategies.calls import methods
from conformance.tiers.check import Case, Effort
from conformance.tiers.wire.case import WireTrial
from conformance.tiers.wire.coverage import coverable
from conformance.tiers.wire.driver import WireStage
from conformance.tiers.wire.judge import examine
from conformance.tiers.wire.minimise import reduce

__all__ = ["Plan", "WireCheck", "drawn", "trials"]

TRIAL = 12
"""Nominal milliseconds of a trial."""

ATTEMPTS = 40
"""Trials that may be spent on making a divergence smaller; fewer where the client waits."""

NOTHING_SENT = "it sends nothing that a server could answer"
"""Why a check has nothing to try with a method."""

Plan = Callable[[WireStage, str, int], Iterable[SearchStrategy[WireTrial]]]
"""Returns strategies, one for each trial, most telling first, for a stage, a method and a seed."""


@dataclass(frozen=True, slots=True)
class WireCheck:
    """A check of the wire tier.

    Attributes:
        topic: What it is about.
        doc: What it promises.
        plan: Plans trials.
        share: How many times the profile's time it gets.
        whole: Returns how many trials the whole plan of a method has, for profiles that are to be complete; it takes
            what the plan takes.
    """

    topic: str
    doc: str
    plan: Plan
    share: int = 1
    whole: Callable[[WireStage, str, int], int] = lambda _stage, _method, _seed: 0

    @property
    def tier(self) -> str:
        """The tier."""
        return "wire"

    def methods(self, reference: Factory) -> Sequence[str]:
        """Return every public method of the reference."""
        return methods(reference.client) if reference.client else ()

    def explore(self, method: str, stage: WireStage, effort: Effort) -> Exploration:
        """Check a method on the wire (see `conformance.tiers.check.Check`)."""
        if not sleep(method):
            return self.explored(method, stage, effort)
        return stage.asleep.result(Case(self, method), partial(_explored, stage, effort))

    def explored(self, method: str, stage: WireStage, effort: Effort) -> Exploration:
        """Check a method on the wire, now."""
        look = partial(examine, f"{self.tier}.{self.topic}/{method}", stage)
        assert stage.reference.client is not None  # see methods
        result = Exploration(coverage=coverable(stage.reference.client, method))

        def seen(trial: WireTrial) -> Examination:
            return look(trial, effort.known.keys() | result.findings.keys())

        planned = drawn(self, stage, method, effort.profile, effort.seed)
        for examination in overlap.each(seen, planned, method):
            result.count(examination)
            if "timed out" in examination.facts:
                break  # a client that waits for ever costs its deadline each time; the warning says so
            for finding in examination.findings:
                kept = result.findings.get(finding.fingerprint)
                if kept is None or finding.trial.size < kept.trial.size:
                    result.findings[finding.fingerprint] = finding
            if result.facts[HUNG] >= TIMEOUTS:
                break
        if not result.examples:
            result.coverage |= left_out(self.topic, NOTHING_SENT).coverage
        smaller = partial(reduce, attempts=ATTEMPTS * TRIAL // (TRIAL + sleep(method)))
        confirmations = 1 if sleep(method) else CONFIRMATIONS
        return refine(result, look, smaller, effort.known.keys(), confirmations)


def _explored(stage: WireStage, effort: Effort, case: Case) -> Exploration:
    assert isinstance(case.check, WireCheck)
    return case.check.explored(case.method, stage, effort)


def trials(check: WireCheck, stage: WireStage, method: str, profile: Profile, seed: int) -> list[WireTrial]:
    """Return the trials of a check of a method, in turn."""
    return list(drawn(check, stage, method, profile, seed))


def drawn(
    check: WireCheck, stage: WireStage, method: str, profile: Profile, seed: int
) -> Iterator[WireTrial]:
    """Yield the trials of a check of a method, in turn; a few are drawn at a time."""
    # Each gets its share, however long the client waits in it.
    count = max(check.share, check.share * profile.wire // (TRIAL + sleep(method)))
    if profile.complete:
        count = max(count, check.whole(stage, method, seed))
    return each(list(islice(check.plan(stage, method, seed), count)), seed)
