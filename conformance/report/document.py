"""The report document, schema ``pytest-milvus/report/2``; ``docs/reference/report.schema.json`` describes it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from conformance.exploration.explore import LEFT_OUT
from conformance.report.causes import causes, states_told
from conformance.report.coverage import gaps
from conformance.report.event import CaseFinished
from conformance.report.groups import groups
from conformance.report.journal import Progress, case_id, is_journal
from conformance.report.table import lacking
from conformance.report.verdict import incomplete, is_cut_off, remarks, verdict
from pytest_milvus.errors import RemedyError

__all__ = ["SCHEMA", "document", "of_journal", "read", "unfinished"]

SCHEMA = "pytest-milvus/report/2"

_WORST = ("diverge", "not-run", "unstable", "known", "missing", "agree", "refused")
"""Statuses of a method's checks, the one that stands for all of them first."""


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
        "reasons": {},
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
    stopped: bool = False,
) -> dict[str, Any]:
    """Return the report of a run as a JSON document; the same events in any order give the same report.

    Args:
        events: Every case that finished.
        expected: Ids of the cases that had to finish.
        head: What `conformance.report.head.head` returns, with ``causes``, every known one.
        warnings: What the run as a whole should tell.
        complete: Whether the profile promises to exercise everything; what was not is then told one by one.
        stopped: Whether the run, or a process of it, ended before its time.
    """
    cases = sorted(events, key=lambda event: event.check)
    found = {item.fingerprint: item for event in cases for item in event.divergences}
    shared = {item.fingerprint: item for event in cases for item in event.shared}
    methods: dict[str, dict[str, Any]] = {}
    for event in cases:
        tier = methods.setdefault(event.method, {}).setdefault(event.tier, _empty())
        tier["checks"][event.check] = event.status
        tier["examples"] += event.examples
        tier["divergences"] += [
            item.fingerprint for item in event.divergences if item.fingerprint not in tier["divergences"]
        ]
        tier["facts"] = _sum(tier["facts"], event.facts)
        for topic, names in sorted(event.coverage.items()):
            tier["coverage"][topic] = _sum(tier["coverage"].get(topic, {}), names)
        for kind, difference in sorted(event.engine.items()):
            kept = tier["engine differences"].setdefault(kind, {**difference, "count": 0})
            kept["count"] += difference["count"]
        if is_cut_off(event) and event.warnings:
            tier["reasons"][event.check] = "; ".join(event.warnings)
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
    known = causes(head.get("causes", ()), cases, expected, head.get("certain", ()))
    applied = sum((Counter(event.equalities) for event in cases), Counter[str]())
    equal = {name: applied[name] for name in head.get("equalities", ())}
    lacked = len(lacking(methods)) if head.get("partial") else 0
    why = list(incomplete(cases, expected, stopped=stopped))
    made = {
        "schema": SCHEMA,
        **{name: value for name, value in head.items() if name not in ("causes", "equalities")},
        "equalities": equal,
        "verdict": verdict(cases, expected, stopped=stopped),
        "incomplete": why,
        "remarks": [],
        "totals": {
            "methods": len(methods) - lacked,
            "lacking": lacked,
            "examples": sum(event.examples for event in cases),
            "new": sum(not item.known for item in found.values()),
            "known": sum(item.known for item in found.values()),
            "shared": len(shared),
            "statuses": {name: statuses[name] for name in _WORST if statuses[name]},
            "seconds": round(sum(event.seconds for event in cases), 3),
        },
        "causes": known,
        "groups": groups([item for item in found.values() if not item.known]),
        "divergences": [asdict(item) for _, item in sorted(found.items())],
        "shared": [asdict(item) for _, item in sorted(shared.items())],
        "methods": dict(sorted(methods.items())),
        "warnings": [
            *warnings,
            *_told(cases),
            *(() if stopped else states_told(known, cases, complete=complete)),
            *(_unused(equal) if not stopped else ()),
            *gaps(methods, complete=complete),
        ],
    }
    made["remarks"] = list(remarks(made))
    return made


def of_journal(progress: Progress) -> dict[str, Any]:
    """Return the report of a run that cannot tell itself, from its journal: it is incomplete."""
    expected = [case_id(nodeid) for nodeid in progress.selected]
    warnings = [*progress.warnings, *progress.crashes]
    return document(progress.events.values(), expected, progress.head, warnings, complete=False, stopped=True)


def read(source: Path) -> dict[str, Any]:
    """Return the document that a file holds, a JSON report or a journal.

    Raises:
        RemedyError: It cannot be read, or is neither.
    """
    tried = f"Reading {source}"
    try:
        if is_journal(source):
            return of_journal(Progress.read(source))
        found = json.loads(source.read_text(encoding="utf-8"))
    except OSError as error:
        raise RemedyError(tried, error.strerror or str(error), "check the name of the file") from error
    except (ValueError, KeyError, TypeError) as error:
        raise RemedyError(tried, f"it is damaged: {error}", "give a report that a run wrote") from error
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        raise RemedyError(
            tried,
            f"it is no report of the schema {SCHEMA}",
            "give a file that --milvus-report wrote, with the suffix .json, or a journal",
        )
    return found


def _unused(equal: Mapping[str, int]) -> Iterator[str]:
    """Yield the declarations that made no comparison equal."""
    yield from (
        f"declared equal, and never needed in this run: {name}" for name, count in equal.items() if not count
    )


def _told(cases: Sequence[CaseFinished]) -> Iterator[str]:
    """Yield the warnings of cases; what cut many off is told once."""
    cut = Counter(text for event in cases if is_cut_off(event) for text in event.warnings)
    for event in cases:
        for text in event.warnings:
            if not is_cut_off(event) or cut[text] == 1:
                yield f"{event.check}: {text}"
            elif cut[text]:
                yield f"{cut[text]} cases, the first {event.check}: {text}"
                cut[text] = 0
