"""What is known of a method and did not show is looked for again, alone, before a report goes without it.

On a busy machine a server may answer so late that both clients end in the same way, and nothing is left to compare: a
look at unfinished work that takes longer than the whole timeout, for example. A divergence that shows counts when it
shows again, alone; one that is known and does not show is treated no worse.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from conformance.exploration.explore import Examination
from conformance.exploration.finding import parts
from conformance.tiers.runtime.case import RuntimeTestCase
from conformance.tiers.runtime.driver import RuntimeDriver
from conformance.tiers.runtime.scenarios import deadline

__all__ = ["looked_for"]

TRIES = 3
"""Times that a test case is performed alone."""

VAIN = 4
"""Test cases that showed nothing again, after which a process looks for no others: a client may be mended."""


def looked_for(
    driver: RuntimeDriver,
    check: str,
    planned: Sequence[RuntimeTestCase],
    examinations: Sequence[Examination],
    known: Collection[str],
    examine: Callable[[RuntimeTestCase], Examination],
) -> list[Examination]:
    """Return the examinations of test cases; of one that hid what is known, with what it showed alone.

    Args:
        driver: Counts what was looked for in vain.
        check: Check id.
        planned: The test cases.
        examinations: What they showed, in their order.
        known: Fingerprints that are known.
        examine: Performs a test case alone, and returns what it shows.
    """
    shown = {name for examination in examinations for name in _names(examination)}
    found = list(examinations)
    for name in sorted(known):
        if not name.startswith(f"{check} ") or name in shown:
            continue
        for place in _places(planned, name):
            if driver.sought >= VAIN:
                return found
            tries = (examine(planned[place]) for _ in range(TRIES))
            if again := next((each for each in tries if name in _names(each)), None):
                found[place] = _both(again, found[place])
                shown |= _names(again)
                break
            driver.sought += 1
    return found


def _places(planned: Sequence[RuntimeTestCase], name: str) -> Iterator[int]:
    """Yield where test cases stand that are to show a divergence: its trigger tells, and chance has no part in it."""
    about = parts(name)
    for place, test_case in enumerate(planned):
        late = (
            deadline.whichever(about.path)
            and test_case.scenario == deadline.NAME
            and test_case.words["timeout"]
        )
        if not test_case.by_chance and (late or (about.trigger and test_case.trigger == about.trigger)):
            yield place


def _both(again: Examination, before: Examination) -> Examination:
    """Return an examination with what an earlier one of the same test case showed besides: nothing is lost by it."""
    names = _names(again)
    findings = [item for item in before.findings if item.fingerprint not in names]
    shared = [item for item in before.shared if item.fingerprint not in names]
    return replace(again, findings=(*again.findings, *findings), shared=(*again.shared, *shared))


def _names(examination: Examination) -> set[str]:
    return {item.fingerprint for item in examination.findings} | {
        item.fingerprint for item in examination.shared
    }
