"""The report document, schema ``pytest-milvus/report/1`` (design section 8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Literal

from conformance.exploration.explore import LEFT_OUT
from conformance.report.coverage import gaps
from conformance.report.event import CaseFinished

__all__ = ["EXIT_STATUS", "SCHEMA", "Verdict", "document", "unfinished", "verdict"]

SCHEMA = "pytest-milvus/report/1"

Verdict = Literal["conformant", "divergent", "incomplete"]

EXIT_STATUS: Mapping[str, int] = {"conformant": 0, "divergent": 1, "incomplete": 3}

_WORST = ("diverge", "not-run", "unstable", "known", "missing", "agree", "refused")
"""Statuses of a method's checks, the one that stands for all of them first."""


def verdict(events: Iterable[CaseFinished], expected: Sequence[str]) -> Verdict:
    """Return the verdict of a run.

    Args:
        events: Every case that finished.
        expected: Ids of the cases that had to finish; one that did not makes the run incomplete.
    """
    finished = {event.check: event for event in events}
    if any(not item.known for event in finished.values() for item in event.divergences):
        return "divergent"
    if not finished or any(check not in finished for check in expected):
        return "incomplete"
    if all(event.status in ("missing", "not-run") for event in finished.values()):
        return "incomplete"  # nothing was compared
    return "conformant"


def unfinished(document: Mapping[str, Any]) -> list[str]:
    """Return the ids of the checks of a report document that did not end; those that had nothing to try did."""
    return [
        check
        for tiers in document["methods"].values()
        for tier in tiers.values()
        for check, status in tier["checks"].items()
        if status == "not-run" and not any(_is_of(check, why) for why in tier["coverage"].get(LEFT_OUT, ()))
    ]


def _is_of(check: str, why: str) -> bool:
    """Return whether a reason why something was left out is a check's: it begins with the check's topic."""
    return check.partition(".")[2].partition("/")[0] == why.partition(":")[0]


def _empty() -> dict[str, Any]:
    return {
        "status": "not-run",
        "checks": {},
        "examples": 0,
        "divergences": [],
        "facts": {},
        "coverage": {},
        "engine differences": {},
        "seconds": 0.0,
    }


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {name: one.get(name, 0) + other.get(name, 0) for name in sorted({*one, *other})}


def document(
    events: Iterable[CaseFinished],
    expected: Sequence[str],
    head: Mapping[str, Any],
    warnings: Sequence[str] = (),
    *,
    complete: bool = False,
) -> dict[str, Any]:
    """Return the report of a run as a JSON document; the same events in any order give the same report.

    Args:
        events: Every case that finished.
        expected: Ids of the cases that had to finish.
        head: ``environment``, ``candidate``, ``reference``, ``engine``, ``seed``, ``profile`` and ``tiers``.
        warnings: What the run as a whole should tell.
        complete: Whether the profile promises to exercise everything; what was not is then told one by one.
    """
    cases = sorted(events, key=lambda event: event.check)
    found = {item.fingerprint: item for event in cases for item in event.divergences}
    methods: dict[str, dict[str, Any]] = {}
    for event in cases:
        tier = methods.setdefault(event.method, {}).setdefault(event.tier, _empty())
        tier["checks"][event.check] = event.status
        tier["examples"] += event.examples
        tier["divergences"] += [item.fingerprint for item in event.divergences]
        tier["facts"] = _sum(tier["facts"], event.facts)
        for topic, names in sorted(event.coverage.items()):
            tier["coverage"][topic] = _sum(tier["coverage"].get(topic, {}), names)
        for kind, difference in sorted(event.engine.items()):
            kept = tier["engine differences"].setdefault(kind, {**difference, "count": 0})
            kept["count"] += difference["count"]
        tier["seconds"] = round(tier["seconds"] + event.seconds, 3)
    done = {event.check for event in cases}
    for check in sorted(set(expected) - done):
        topic, _, method = check.partition("/")
        tier = methods.setdefault(method, {}).setdefault(topic.partition(".")[0], _empty())
        tier["checks"][check] = "not-run"
    for tier in (tier for tiers in methods.values() for tier in tiers.values()):
        # A check that had nothing to try says nothing of the others; one that did not end does.
        told = [
            status for check, status in tier["checks"].items() if status != "not-run" or check not in done
        ]
        tier["status"] = min(told, key=_WORST.index, default="not-run")
    statuses = Counter(str(event.status) for event in cases)
    return {
        "schema": SCHEMA,
        **head,
        "verdict": verdict(cases, expected),
        "methods": dict(sorted(methods.items())),
        "divergences": [asdict(item) for _, item in sorted(found.items())],
        "totals": {
            "methods": len(methods),
            "examples": sum(event.examples for event in cases),
            "new": sum(not item.known for item in found.values()),
            "known": sum(item.known for item in found.values()),
            "statuses": {name: statuses[name] for name in _WORST if statuses[name]},
            "seconds": round(sum(event.seconds for event in cases), 3),
        },
        "warnings": [
            *warnings,
            *(f"{event.check}: {text}" for event in cases for text in event.warnings),
            *gaps(methods, complete=complete),
        ],
    }
