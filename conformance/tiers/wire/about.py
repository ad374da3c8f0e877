"""What a difference is about: the one thing that a test case is built around, or less.

The one rule: what shows without that thing is no matter of it, so that a bug has one name however it is met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from conformance.compare import ENDINGS, Difference
from conformance.strategies.calls import parameters
from conformance.tiers.wire import objects
from conformance.tiers.wire.adaptation import spelled, usual, without
from conformance.tiers.wire.case import AFTER, SPOILT, Setting, WireTestCase
from conformance.tiers.wire.driver import WireDriver

__all__ = ["about"]

Look = Callable[[WireTestCase], set[tuple[str, str]]]
"""Performs a test case and returns the kinds and paths of the differences that it shows."""


def about(
    driver: WireDriver, test_case: WireTestCase, differing: Sequence[Difference], look: Look
) -> Iterator[tuple[Difference, WireTestCase]]:
    """Yield differences, each with the test case that it is told of.

    What shows in every call is no matter of each parameter, and what shows with a usual value no matter of its shape;
    what shows whenever there is a fault, no matter of a keyword that says what to do about it. Where the usual call
    ends differently, another end of the unusual one is no news. What shows after fewer calls is told of those.

    Args:
        driver: Knows the clients.
        test_case: What showed them.
        differing: The differences.
        look: How another test case is tried.
    """
    if test_case.trigger.startswith(AFTER) and test_case.valid is None and not test_case.spoils:
        yield from _sooner(test_case, differing, look)
        return
    usually = _usually(driver, test_case) if differing else None
    less = _less(driver, test_case) if differing else None
    so, anyway = (set() if item is None else look(item) for item in (usually, less))
    ended = any(kind in ENDINGS for kind, _ in so)
    for item in differing:
        if less is not None and item.aspect in anyway:
            yield item, replace(test_case, trigger=less.trigger)
        elif usually is not None and item.aspect in so:
            yield item, replace(test_case, trigger=usually.trigger)
        elif not (ended and item.kind in ENDINGS):
            yield item, test_case


def _sooner(
    test_case: WireTestCase, differing: Sequence[Difference], look: Look
) -> Iterator[tuple[Difference, WireTestCase]]:
    left = list(differing)
    for fewer in test_case.sooner if differing else ():
        shown = look(fewer) if left else set()
        yield from ((item, fewer) for item in left if item.aspect in shown)
        left = [item for item in left if item.aspect not in shown]
    yield from ((item, test_case) for item in left)


def _less(driver: WireDriver, test_case: WireTestCase) -> WireTestCase | None:
    """Return a test case without the one thing that its valid call is built around."""
    if test_case.made:
        return objects.plainer(test_case)
    client, other = driver.reference.client, driver.candidate.client
    if not test_case.trigger or test_case.valid is not None or client is None or other is None:
        return None
    if test_case.script.rules and not test_case.held:
        return None
    if test_case.spoils:
        return replace(test_case, prelude=(), trigger="")
    if test_case.setting.words:
        return replace(test_case, setting=Setting(), trigger="")
    act = without(test_case.act, test_case.trigger, client)
    return (
        None if act is None else replace(test_case, act=spelled(act, client, other), trigger=test_case.fault)
    )


def _usually(driver: WireDriver, test_case: WireTestCase) -> WireTestCase | None:
    """Return a test case with a usual value where it is built around an unusual shape, and what that is about.

    What a caller changed is unusual, too.
    """
    client, other = driver.reference.client, driver.candidate.client
    if test_case.made or test_case.valid is not None or client is None or other is None:
        return None
    if test_case.spoils:
        return replace(test_case, trigger=test_case.trigger.removesuffix(SPOILT))
    act = usual(test_case.act, test_case.trigger, client)
    if act is None:
        return None
    name = test_case.trigger.partition(":")[0]
    required = any(item.required and item.name == name for item in parameters(client, act.method))
    return replace(test_case, act=spelled(act, client, other), trigger="" if required else name)
