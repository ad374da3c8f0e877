"""Calls with a timeout, on a server that does not answer, or cannot be reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.catalogue import method_of, sleep
from conformance.model import Operation
from conformance.strategies.calls import parameters
from conformance.tiers.check import RunConfiguration
from conformance.tiers.runtime.case import Idle, RuntimeTestCase
from conformance.tiers.runtime.driver import RuntimeDriver
from conformance.tiers.runtime.plans.connecting import connecting
from conformance.tiers.runtime.plans.rehearsal import (
    DEADLINE,
    HALF,
    SILENCE,
    Planned,
    bare,
    chosen,
    client,
    sends,
    stands_for_all,
    timed,
)
from conformance.tiers.wire.coverage import fault
from pytest_milvus.mock_server import Abort, Answer, Late, Rule, Script, Unfinished
from pytest_milvus.mock_server.unfinished import WORK

__all__ = ["plan"]

TIMEOUT = 0.5
MARGIN = 1.0
"""Seconds of a timeout, and by how much it may be missed on a loaded machine."""

GOES_ON, LOOKS, LOOK = 1.0, 8, 0.4
"""Seconds of a timeout that passes while work goes on; looks that find it unfinished, and the seconds of each: work
without an end would hold a client for ever that does not heed the timeout."""

PAUSED = 2.0
"""By how much such a timeout may be missed: it is looked at between two looks, and clients pause there."""

SLOW = 1.0
"""Seconds by which an answer is late that is to be waited for where no timeout is given."""

WHOLE, PART = 1.2, 0.7
"""Seconds of a timeout that no answer exceeds, and by which each is late; two of them exceed it."""

BROKEN = 1.6
"""Seconds of a timeout that rounding makes 2, and cutting off 1."""

SEVERAL = 2
"""One method of several RPCs in so many is tried in a quick run: what is left of a timeout is counted in one place."""


def plan(driver: RuntimeDriver, method: str, configuration: RunConfiguration) -> Planned:
    """Plan answers that do not come: the last RPC's, and each one's where there is time; and work without an end.

    With one method a server is tried that is hard to reach.
    """
    if "timeout" not in {item.name for item in parameters(client(driver), method)}:
        return Idle("it takes no timeout")
    sent = sends(driver, method, configuration)
    if isinstance(sent, Idle):
        return sent
    act = bare(driver, method, configuration)
    planned_test_cases = [
        _deadline(driver, act, *each) for each in _faults(driver, method, configuration, sent)
    ]
    if len(sent) > 1 and chosen(driver, method, configuration, SEVERAL):
        late = Script(tuple(Rule(rpc, Late(PART)) for rpc in dict.fromkeys(sent)))
        words = {"several": len(sent), "deadline": DEADLINE}
        planned_test_cases.append(RuntimeTestCase(timed(driver, act, WHOLE), "budget", words, late))
    # Who sleeps of its own accord has less of the timeout left afterwards, or all of it again.
    if not sleep(method) and chosen(driver, method, configuration, HALF):
        given, words = timed(driver, act, BROKEN), {"timeout": BROKEN, "deadline": DEADLINE}
        planned_test_cases.append(RuntimeTestCase(given, "precision", words, trigger="timeout: fraction"))
    if stands_for_all(driver, method, configuration):
        planned_test_cases += connecting(driver, act, configuration)
    return planned_test_cases


def _faults(
    driver: RuntimeDriver, method: str, configuration: RunConfiguration, sent: Sequence[str]
) -> Iterator[tuple[float | None, Rule]]:
    """Yield a timeout and what does not end the call in this time."""
    last, *others = dict.fromkeys(reversed(sent))
    asleep = sleep(method) / 1000  # or it would pass before the last RPCs are sent
    yield TIMEOUT + asleep, Rule(last, Late(SILENCE))
    if (certain := method_of(method).unbounded) in others and not configuration.profile.complete:
        yield TIMEOUT + asleep, Rule(certain, Late(SILENCE))
    for rpc in dict.fromkeys(sent):
        if rpc in WORK:
            yield GOES_ON + asleep, Rule(rpc, Late(LOOK, Unfinished()), times=LOOKS)
    if chosen(driver, method, configuration):
        yield 0, Rule(last, Late(SILENCE))
        yield None, Rule(last, Late(SLOW))
    if configuration.profile.complete:
        yield 1, Rule(last, Late(SILENCE))
        yield from ((TIMEOUT + asleep, Rule(rpc, Late(SILENCE))) for rpc in others)
    if stands_for_all(driver, method, configuration):  # what is tried again is no answer either
        yield TIMEOUT, Rule(last, Abort("UNAVAILABLE"))


def _deadline(driver: RuntimeDriver, act: Operation, seconds: float | None, rule: Rule) -> RuntimeTestCase:
    works = isinstance(rule.answer, Late) and isinstance(rule.answer.answer, Unfinished)
    margin = PAUSED if works else MARGIN
    words = {"timeout": seconds, "margin": margin, "rpc": rule.rpc, "names": tuple(sorted(act.words))}
    about = f"{rule.rpc} {_class(rule.answer)}, timeout: {_kind(seconds)}"
    unbounded = method_of(act.method).unbounded
    certain = not unbounded or seconds is None or rule == Rule(unbounded, Late(SILENCE))
    # Between two tries or in the midst of one: what is raised depends on when the timeout passes.
    certain = certain and not isinstance(rule.answer, Abort)
    return RuntimeTestCase(
        timed(driver, act, seconds), "deadline", words, Script((rule,)), by_chance=not certain, trigger=about
    )


def _class(answer: Answer) -> str:
    """Return the class of a fault; of an answer that is late, what it is then."""
    return fault(answer.answer if isinstance(answer, Late) and answer.answer else answer)


def _kind(timeout: float | None) -> str:
    return str(timeout) if not timeout else type(timeout).__name__
