"""Run one case and say what came of it.

The one rule: a case ends with exactly one event, whatever happened in it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Literal, NoReturn

import pytest

from conformance.clients import GivenUpError
from conformance.exploration.explore import LEFT_OUT, Exploration
from conformance.exploration.finding import Finding, Shared
from conformance.exploration.vacuity import refusals, shortfalls
from conformance.model import Outcome
from conformance.model.codec import encode
from conformance.model.escaping import as_line, every_text
from conformance.model.outcome import worded
from conformance.plugin.settings import Settings
from conformance.report.event import CaseFinished, Divergence, SharedDefect, Status
from conformance.report.explanation import what_differs
from conformance.report.sides import sides
from conformance.tiers.check import Case, RunConfiguration
from conformance.tiers.enduring import explored
from conformance.tiers.tier import Driver
from conformance.tiers.tiers import brief_of, lacking, script_of, tier_of
from conformance.twins.server_errors import SickServerError
from pytest_milvus.errors import RemedyError

__all__ = ["Runner"]

MOSTLY = 0.9
"""Share of examples from which on a fact is most of what came of a case, and worth a warning."""

_VACUOUS = ("both refused", "found nothing", "timed out", "unstable")
"""Facts that prove little, where they are most of what came of a case."""


class Runner:
    """Runs cases of one tier.

    Args:
        settings: What the run was asked for.
        driver: Performs the test cases of the tier.
    """

    def __init__(self, settings: Settings, driver: Driver) -> None:
        self.settings, self.driver = settings, driver
        self._configuration = RunConfiguration(settings.profile, settings.seed, settings.known)

    def run(self, case: Case, emit: Callable[[CaseFinished], None]) -> None:
        """Run a case; the test passes, xfails (known divergences only), fails or is skipped (missing, nothing to try).

        Args:
            case: What to run.
            emit: Receives the event of the case.
        """
        started = time.perf_counter()
        before = self.settings.candidate.equalities.counts()
        try:
            if not self.driver.candidate_offers(case.method):
                self._missing(case, emit)
            exploration = explored(case, self.driver, self._configuration, self.settings.candidate)
            exploration.cut_off = exploration.cut_off or refusals(
                exploration.facts, engine=tier_of(case.check.tier).needs_engine
            )
        except (GivenUpError, SickServerError) as error:
            exploration = Exploration(cut_off=" ".join(str(error).split()))
        except RemedyError as error:
            pytest.fail(str(error), pytrace=False)
        found = [self._divergence(case, finding) for finding in exploration.findings.values()]
        found.sort(key=lambda item: item.fingerprint)
        event = CaseFinished(
            case.id,
            case.method,
            case.check.tier,
            _status(found, exploration),
            exploration.examples,
            found,
            dict(exploration.facts),
            exploration.engine,
            list(_warnings(case.check.tier, exploration)),
            time.perf_counter() - started,
            {topic: dict(names) for topic, names in exploration.coverage.items()},
            self._thorough(case),
            [_shared(case, item) for _, item in sorted(exploration.shared.items())],
            _more(before, self.settings.candidate.equalities.counts()),
        )
        emit(event)
        if not exploration.examples:
            reasons = exploration.cut_off or "; ".join(exploration.coverage.get(LEFT_OUT, ()))
            pytest.skip(reasons or "no example ran")
        self._tell(found)
        if exploration.cut_off:
            pytest.skip(exploration.cut_off)

    def _missing(self, case: Case, emit: Callable[[CaseFinished], None]) -> NoReturn:
        """Tell that the candidate has no such method: a divergence, which the first of the method's cases fails for."""
        settings = self.settings
        found = [] if settings.partial else [self._divergence(case, lacking(case.method))]
        first = next(item for item in settings.cases if item.method == case.method)
        told = found if first.id == case.id else []
        status: Status = ("known" if found[0].known else "diverge") if told else "missing"
        tier, thorough = case.check.tier, self._thorough(case)
        emit(CaseFinished(case.id, case.method, tier, status, len(told), found, thorough=thorough))
        self._tell(told)
        pytest.skip(f"{settings.candidate.spec} has no {case.method}")

    def _tell(self, found: Sequence[Divergence]) -> None:
        """Fail for new divergences, xfail for known ones."""
        new = [item for item in found if not item.known]
        if new:
            owner = self.settings.candidate.spec.rpartition(":")[2]
            pytest.fail(
                "\n\n".join(_explain(item, owner, self.settings.strike) for item in new), pytrace=False
            )
        if found:
            reasons = "; ".join(
                f"{item.fingerprint}: {self.settings.known[item.fingerprint].title or item.cause}"
                for item in found
            )
            # What pytest.xfail raises, but without a traceback: to make one takes longer than most cases.
            raise pytest.xfail.Exception(reasons, pytrace=False)

    def _thorough(self, case: Case) -> Literal["all", "faults", ""]:
        """Return which known divergences of a case would show."""
        when = tier_of(case.check.tier).certain.get(case.check.topic)
        if when == "faults":
            return "faults"
        return "all" if when == "always" or (when == "complete" and self.settings.profile.complete) else ""

    def _divergence(self, case: Case, finding: Finding) -> Divergence:
        known = self.settings.known.get(finding.fingerprint)
        settings = self.settings
        told = finding, settings.reference.spec, settings.candidate.spec
        return Divergence(
            finding.fingerprint,
            finding.check,
            case.method,
            finding.difference.kind,
            finding.difference.path,
            known is not None,
            known.id if known else "",
            [str(act) for act in finding.test_case.acts],
            encode(finding.test_case),
            _text(finding.reference, finding.difference.reference),
            _text(finding.candidate, finding.difference.candidate),
            finding.verdict,
            script_of(*told),
            finding.trigger,
            sides(finding.difference, settings.strike, in_words="calls" not in finding.reference),
            brief_of(*told),
        )


def _more(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, int]:
    return {name: count - before.get(name, 0) for name, count in after.items() if count > before.get(name, 0)}


def _shared(case: Case, item: Shared) -> SharedDefect:
    finding = item.finding
    return SharedDefect(
        item.fingerprint,
        finding.check,
        case.method,
        finding.difference.kind,
        finding.difference.path,
        finding.trigger,
        item.promise,
        [str(act) for act in finding.test_case.acts],
        str(finding.difference.reference),
        str(finding.difference.candidate),
    )


def _status(found: list[Divergence], exploration: Exploration) -> Status:
    if not exploration.examples or exploration.cut_off:
        return "not-run"
    if any(not item.known for item in found):
        return "diverge"
    if found:
        return "known"
    if exploration.facts["unstable"]:
        return "unstable"
    if exploration.facts["not offered"] >= MOSTLY * exploration.examples:
        return "refused"
    return "agree"


def _warnings(tier: str, exploration: Exploration) -> Any:
    if exploration.cut_off:
        yield exploration.cut_off
        return
    if not exploration.examples:
        if LEFT_OUT not in exploration.coverage:
            yield "no example ran"
        return
    facts: Mapping[str, int] = exploration.facts
    if 2 * facts.get("not offered", 0) >= exploration.examples:
        return  # the server lacks it; that the rest was refused, too, is no news
    told = False
    for fact in _VACUOUS:
        share = facts.get(fact, 0) / exploration.examples
        if share >= MOSTLY:
            told = True
            yield f"{share:.0%} of the examples: {fact}; the case proved little"
    if not told:
        yield from shortfalls(tier_of(tier).floors, facts, exploration.examples)


def _text(shown: Mapping[str, Any], part: Any) -> str:
    """Return what a side gave; of requests only the part that differs, because the whole is long."""
    parts = [str(outcome) for outcome in shown.get("calls", ())]
    if "requests" in shown:
        parts += [f"sent {' '.join(shown['requests']) or 'nothing'}"]
    if "calls" not in shown or ("requests" in shown and not isinstance(part, Outcome)):
        told = part if isinstance(part, str) and "calls" not in shown else worded(part)
        parts += [f"differs in {told}"] if parts else [told]
    return "; ".join(parts) + (f"; then {shown['state']}" if "state" in shown else "")


def _explain(item: Divergence, owner: str, strike: Callable[[str], str]) -> str:
    clean = every_text(asdict(item), strike)  # before anything is cut
    lines = (
        f"new divergence: {clean['fingerprint']}",
        *(f"  {line}" for line in what_differs(clean, owner)),
    )
    return "\n".join(map(as_line, lines))
