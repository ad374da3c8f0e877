"""Known causes as a report shows them: what became of each in this run.

The one rule: a cause is called fixed only where all that could have shown it for certain was tried.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from conformance.exploration.causes import SEVERITIES
from conformance.exploration.finding import parts
from conformance.report.event import CaseFinished
from conformance.report.phrases import counted

__all__ = ["UNTRIED", "causes", "states_told"]

UNTRIED = ("missing", "not-run", "refused")
"""Statuses of cases in which a known divergence had no chance to show."""

_STATES = ("met", "fixed", "unobserved")


def causes(
    known: Sequence[Mapping[str, Any]],
    events: Sequence[CaseFinished],
    expected: Collection[str],
    certain: Collection[str],
) -> list[dict[str, Any]]:
    """Return the known causes that a run is about, the worst first, each with its ``state``.

    ``met``: one of its fingerprints showed. ``fixed``: none did, though each that is no matter of chance was tried.
    ``unobserved``: none did, and not all of them were tried. A cause none of whose checks was selected is left out.
    ``gone`` are the fingerprints that did not show, though each would have for certain: others of the cause still may.

    Args:
        known: Every known cause, as JSON.
        events: Every case that finished.
        expected: Ids of the cases that had to finish.
        certain: Checks, without method, in which a known divergence shows for certain, where it was tried.
    """
    showed = {item.fingerprint for event in events for item in event.divergences}
    ran = {event.check: event for event in events if event.status not in UNTRIED}
    selected = {*expected, *(event.check for event in events)}
    found = []
    for cause in known:
        checks = {name: parts(name).check for name in cause["fingerprints"]}
        met = sorted(name for name in checks if name in showed)
        if not met and selected.isdisjoint(checks.values()):
            continue
        sure = [name for name, check in checks.items() if check.partition("/")[0] in certain]
        tried = [name for name in sure if _tried(name, ran.get(checks[name]))]
        gone = sorted(name for name in tried if name not in showed)
        methods = sorted({check.partition("/")[2] for check in checks.values()})
        state = "met" if met else "fixed" if sure and tried == sure else "unobserved"
        found.append({**cause, "state": state, "met": met, "gone": gone, "methods": methods})
    return sorted(found, key=_rank)


def _tried(fingerprint: str, event: CaseFinished | None) -> bool:
    """Return whether a divergence would have shown in its case, which may not have run."""
    if event is None or not event.thorough:
        return False
    return event.thorough == "all" or bool(event.coverage.get("faults", {}).get(parts(fingerprint).trigger))


def _rank(cause: Mapping[str, Any]) -> tuple[int, int, str, str]:
    return (
        _STATES.index(cause["state"]),
        SEVERITIES.index(cause["severity"]),
        cause["title"],
        cause["id"],
    )


def states_told(
    found: Sequence[Mapping[str, Any]], events: Sequence[CaseFinished], *, complete: bool
) -> Iterator[str]:
    """Yield warnings of known causes that did not show, and of those that nobody has described.

    Nothing is said of one that had no chance, because the server does not offer what it is about.

    Args:
        found: What `causes` returns.
        events: Every case that finished.
        complete: Whether the run was to try everything; each that did not show is named then.
    """
    for cause in found:
        if not (cause["title"] and cause["notice"]):
            yield f"the baseline does not say what {cause['id']} is: fill in its title and notice"
    for cause in found:
        if cause["state"] == "fixed":
            yield (
                f"fixed: {cause['id']} did not show, though all that shows it for certain was tried; "
                "`conformance baseline prune` removes it"
            )
    ran = {event.check for event in events if event.status not in UNTRIED}
    left = [cause["id"] for cause in found if cause["state"] == "unobserved" and _had_a_chance(cause, ran)]
    if complete:
        yield from (
            f"unobserved: {name} did not show, and not all that could show it was tried" for name in left
        )
    elif left:
        yield (
            f"unobserved: {counted(len(left), 'known cause')} did not show; the profile standard tries "
            "more, and names those that do not show then"
        )


def _had_a_chance(cause: Mapping[str, Any], ran: Collection[str]) -> bool:
    return any(parts(name).check in ran for name in cause["fingerprints"])
