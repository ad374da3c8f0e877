"""The verdict of a run: one word, why a run has no better one, and what makes it weaker than it sounds.

The one rule: every form of a report says it in the same words, which are here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from conformance.exploration.explore import LEFT_OUT
from conformance.report.coverage import TOPICS, WHAT
from conformance.report.event import CaseFinished
from conformance.report.phrases import counted

__all__ = [
    "EXIT_STATUS",
    "Verdict",
    "counts",
    "equalities",
    "headline",
    "incomplete",
    "is_cut_off",
    "remarks",
    "verdict",
]

Verdict = Literal["conformant", "as-known", "divergent", "incomplete"]

EXIT_STATUS: Mapping[str, int] = {"conformant": 0, "as-known": 0, "divergent": 1, "incomplete": 3}

MANY = 0.05
"""Share from which on a verdict's line tells of what was refused, unstable or not tried."""


def verdict(events: Iterable[CaseFinished], expected: Sequence[str], *, stopped: bool = False) -> Verdict:
    """Return the verdict of a run.

    Args:
        events: Every case that finished.
        expected: Ids of the cases that had to finish; one that did not makes the run incomplete.
        stopped: Whether the run ended before its time, or a process of it did; it is incomplete then.
    """
    cases = list(events)
    if any(incomplete(cases, expected, stopped=stopped)):
        return "incomplete"
    found = [item for event in cases for item in event.divergences]
    if not found:
        return "conformant"
    return "as-known" if all(item.known for item in found) else "divergent"


def incomplete(
    events: Iterable[CaseFinished], expected: Sequence[str], *, stopped: bool = False
) -> Iterator[str]:
    """Yield why a run is incomplete, each reason a sentence without a full stop; nothing where it is whole.

    Args:
        events: Every case that finished.
        expected: Ids of the cases that had to finish.
        stopped: Whether the run, or a process of it, ended before its time.
    """
    finished = {event.check: event for event in events}
    if not finished and not expected:
        yield "no check was selected"
        return
    if stopped:
        yield "the run was stopped, or a process of it ended, before its time"
    if left := sorted(check for check in expected if check not in finished):
        yield f"{len(left)} of {len(expected)} checks did not end, the first {left[0]}"
    cut = [event for event in finished.values() if is_cut_off(event)]
    if cut:
        first = min(cut, key=lambda event: event.check)
        why = f": {first.warnings[0]}" if first.warnings else ""
        yield f"{len(cut)} of {len(expected)} checks could not run, the first {first.check}{why}"
    compared = any(event.status not in ("missing", "not-run") for event in finished.values())
    if finished and not compared and not any(event.divergences for event in finished.values()):
        yield "nothing was compared"


def is_cut_off(event: CaseFinished) -> bool:
    """Return whether a case could not run, unlike one that had nothing to try, which says so."""
    return event.status == "not-run" and not event.coverage.get(LEFT_OUT)


def remarks(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield what makes a verdict weaker than it sounds, where there is much of it.

    Args:
        document: A report document, of which ``totals`` and ``methods`` are read.
    """
    statuses = document["totals"]["statuses"]
    compared = sum(statuses.get(name, 0) for name in ("agree", "diverge", "known", "refused", "unstable"))
    for status, what in (("refused", "refused by the engine"), ("unstable", "unstable")):
        if statuses.get(status, 0) >= max(1.0, MANY * compared):
            yield f"{statuses[status]} of {compared} checks {what}"
    reached = [
        bool(count)
        for tiers in document["methods"].values()
        for tier in tiers.values()
        for topic in TOPICS
        for count in tier["coverage"].get(topic, {}).values()
    ]
    untried = reached.count(False)
    if untried and untried >= MANY * len(reached):
        yield f"{untried} of {len(reached)} {WHAT} untried"


def headline(document: Mapping[str, Any]) -> str:
    """Return what a report says in one line: the verdict, counts, and what makes it weaker than it sounds."""
    return f"{document['verdict']} ({counts(document)})"


def counts(document: Mapping[str, Any]) -> str:
    """Return what stands behind the verdict in that line."""
    totals = document["totals"]
    tried = f"{counted(totals['examples'], 'example')} of {counted(totals['methods'], 'method')}"
    told = [_found(document), tried]
    if shared := totals["shared"]:
        told.append(f"{counted(shared, 'shared defect')}, which both clients have")
    if lacked := totals["lacking"]:
        told.append(f"{counted(lacked, 'more method')} not offered")
    return "; ".join([*told, *document["remarks"]])


def equalities(document: Mapping[str, Any]) -> str:
    """Return what the candidate's author takes for equal, with counts; ``""`` where nothing is."""
    told = document["equalities"].items()
    return ", ".join(f"{name} ({counted(count, 'comparison')})" for name, count in told)


def _found(document: Mapping[str, Any]) -> str:
    new, known = document["totals"]["new"], document["totals"]["known"]
    groups = counted(len(document["groups"]), "group")
    causes = counted(sum(item["state"] == "met" for item in document["causes"]), "cause")
    if not new:
        return f"0 new and {counted(known, 'known divergence')} of {causes}" if known else "no divergence"
    return f"{counted(new, 'new divergence')} in {groups}" + (f", {known} known of {causes}" if known else "")
