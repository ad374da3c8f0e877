"""A known cause is called fixed only where all that shows it for certain was tried."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance.report.document import document
from conformance.report.event import CaseFinished
from tests.unit.report.test_document import HEAD, NEW

SURFACE, WIRE, LIVE = (
    "surface.signature/get kind member",
    "wire.request/get type result",
    "live.read/get type result",
)


def cause(name: str, *fingerprints: str, **more: Any) -> dict[str, Any]:
    texts = {
        "title": f"the title of {name}",
        "notice": "It is noticed.",
        "severity": "low",
        "fault": "candidate",
    }
    return {
        "id": name,
        **texts,
        "fingerprints": [*fingerprints],
        "source": [],
        "upstream": [],
        "seen": [],
        **more,
    }


def event(check: str, status: Any = "agree", *found: str, thorough: Any = "all") -> CaseFinished:
    shown = [replace(NEW, fingerprint=name, known=True, cause="x") for name in found]
    tier, method = check.partition(".")[0], check.partition("/")[2]
    return CaseFinished(check, method, tier, status, 1, shown, thorough=thorough)


S, W, L = (event(name.partition(" ")[0]) for name in (SURFACE, WIRE, LIVE))
FAULT = "wire.fault/get outcome result (returned, raised) [Query dropped]"
DROPPED = replace(event("wire.fault/get", thorough="faults"), coverage={"faults": {"Query dropped": 1}})
UNSURE_W, UNSURE_L = replace(W, thorough=""), replace(L, thorough="")


def states(known: list[dict[str, Any]], events: list[CaseFinished], **how: Any) -> dict[str, str]:
    made = document(events, [one.check for one in events], {**HEAD, "causes": known}, **how)
    return {item["id"]: item["state"] for item in made["causes"]}


@pytest.mark.parametrize(
    ("fingerprints", "events", "state"),
    [
        ([SURFACE], [S], "fixed"),
        ([SURFACE, WIRE], [S, W], "fixed"),
        ([SURFACE, WIRE], [S, UNSURE_W], "unobserved"),
        ([SURFACE, WIRE], [S], "unobserved"),
        ([SURFACE, WIRE], [S, replace(W, status="not-run")], "unobserved"),
        ([SURFACE, WIRE], [S, replace(W, status="refused")], "unobserved"),
        ([SURFACE, WIRE], [S, event("wire.request/get", "known", WIRE)], "met"),
        ([SURFACE, LIVE], [S], "fixed"),
        ([SURFACE, LIVE], [S, UNSURE_L], "fixed"),
        ([SURFACE, LIVE], [S, event("live.read/get", "known", LIVE, thorough="")], "met"),
        ([LIVE], [UNSURE_L], "unobserved"),
        ([FAULT], [DROPPED], "fixed"),
        ([FAULT], [replace(DROPPED, coverage={"faults": {"Query late": 2}})], "unobserved"),
        ([FAULT], [replace(DROPPED, coverage={})], "unobserved"),
    ],
)
def test_the_state_of_a_cause(fingerprints: list[str], events: list[CaseFinished], state: str) -> None:
    assert states([cause("one", *fingerprints)], events) == {"one": state}


def test_a_cause_that_the_run_is_not_about_is_left_out() -> None:
    assert states([cause("one", "surface.signature/scan kind member")], [S]) == {}


def test_those_that_showed_come_first_and_the_worst_of_them() -> None:
    known = [
        cause("gone", SURFACE, severity="high"),
        cause("low", WIRE),
        cause("high", LIVE, severity="high"),
    ]
    events = [S, event("wire.request/get", "known", WIRE), event("live.read/get", "known", LIVE)]
    assert list(states(known, events)) == ["high", "low", "gone"]


def told(known: list[dict[str, Any]], events: list[CaseFinished], **how: Any) -> list[str]:
    made = document(events, [one.check for one in events], {**HEAD, "causes": known}, **how)
    return [text for text in made["warnings"] if "proved little" not in text]


def test_what_is_fixed_or_not_described_is_told_and_what_did_not_show_by_its_number() -> None:
    known = [cause("fixed", SURFACE), cause("maybe", WIRE), cause("new", LIVE, title="")]
    events = [S, UNSURE_W, event("live.read/get", "known", LIVE)]
    blank, fixed, unobserved = told(known, events)
    assert blank == "the baseline does not say what new is: fill in its title and notice"
    assert fixed.startswith("fixed: fixed did not show")
    assert unobserved.startswith("unobserved: 1 known cause did not show")
    assert told(known, events, complete=True)[2].startswith("unobserved: maybe did not show")


def test_nothing_is_told_of_what_had_no_chance_to_show_nor_of_a_run_that_was_stopped() -> None:
    assert told([cause("maybe", WIRE)], [S, replace(UNSURE_W, status="refused")]) == []
    assert told([cause("fixed", SURFACE)], [S], stopped=True) == []


def test_a_fingerprint_that_would_have_shown_for_certain_is_gone_though_its_cause_still_shows() -> None:
    events = [event("surface.signature/get", "known", SURFACE), W, event("live.read/get")]
    made = document(
        events, [one.check for one in events], {**HEAD, "causes": [cause("x", SURFACE, WIRE, LIVE)]}
    )
    (found,) = made["causes"]
    assert (found["state"], found["met"], found["gone"]) == ("met", [SURFACE], [WIRE])
