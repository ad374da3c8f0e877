"""Group testing: test cases that share a pair of clients, because agreement is the common case and clients cost most.

The one rule: sharing saves time and decides nothing. What differs is examined alone, with new clients; so is every
test case of a group that left something behind: the same valid call, made early and last, ends alike on each side.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice

from conformance.exploration.explore import Examination
from conformance.model import Returned
from conformance.tiers.wire.adaptation import adapted
from conformance.tiers.wire.case import Setting, WireTestCase
from conformance.tiers.wire.driver import WireDriver, WirePerformance, WireSide
from conformance.tiers.wire.judge import differences, glance
from pytest_milvus.mock_server import Request
from pytest_milvus.mock_server.script import Abort

__all__ = ["GROUP", "examine_together", "parted"]

GROUP = 24
"""Test cases that are examined at once; the first one is the first call of its clients, which some bugs need."""


Look = Callable[[WireTestCase], Examination]
"""Examines a test case alone."""


def parted(test_cases: Iterable[WireTestCase], size: int) -> Iterator[list[WireTestCase]]:
    """Yield test cases in groups of a size; the last one may be smaller."""
    left = iter(test_cases)
    while group := list(islice(left, size)):
        yield group


def examine_together(
    check: str, driver: WireDriver, test_cases: Sequence[WireTestCase], look: Look, found: Collection[str]
) -> list[Examination]:
    """Return what each test case of a group shows.

    Args:
        check: Check id.
        driver: Where they are performed.
        test_cases: The group.
        look: Examines a test case alone.
        found: Fingerprints that were found before, alone: to see one of them again tells nothing new.
    """
    if len(test_cases) < 2:
        return list(map(look, test_cases))
    sharing = [place for place, item in enumerate(test_cases) if _can_share(item)]
    glances = _glances(check, driver, [test_cases[place] for place in sharing], found)
    shown = dict(zip(sharing, glances, strict=True))
    return [shown.get(place) or look(test_case) for place, test_case in enumerate(test_cases)]


def _can_share(test_case: WireTestCase) -> bool:
    alike = test_case.setting == Setting() and not (test_case.prelude or test_case.connects)
    # After these clients of pymilvus connect anew.
    lost = any(rule.answer == Abort("UNAVAILABLE") for rule in test_case.script.rules)
    return alike and not (lost or test_case.script.drops)


def _glances(
    check: str, driver: WireDriver, test_cases: Sequence[WireTestCase], found: Collection[str]
) -> Sequence[Examination | None]:
    """Return what each test case of a group showed; ``None`` for those that are to be examined alone."""
    apart: Sequence[Examination | None] = [None] * len(test_cases)
    if len(test_cases) < 2:
        return apart
    some = [adapted(item, driver.reference.client, driver.candidate.client) for item in test_cases]
    valid = some[-1].plain
    done = driver.together([some[0], valid, *some[1:], valid])
    if len(done) < len(some) + 2:
        return apart  # a call did not return
    if any(item.rpc == "Connect" for performance in done[1:] for item in _sent(performance)):
        return apart  # with another connection a client may be another one
    early, late = done.pop(1), done.pop()
    if not (_alike(early.reference, late.reference) and _alike(early.candidate, late.candidate)):
        return apart
    pairs = zip(some, done, strict=True)
    return [glance(check, driver, item, performance, found) for item, performance in pairs]


def _sent(performance: WirePerformance) -> tuple[Request, ...]:
    return performance.reference.requests + performance.candidate.requests


def _alike(before: WireSide, after: WireSide) -> bool:
    """Return whether a client succeeded twice with a call, and in the same way."""
    succeeded = all(isinstance(side.call.outcome, Returned) for side in (before, after))
    return succeeded and not any(True for _ in differences(WirePerformance(before, after)))
