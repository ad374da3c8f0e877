"""Coverage: which scenarios a method was put to, and which RPCs they reached.

The one rule: a scenario counts only where the client sent what the scenario is about; what company kept it from is
tried again, alone, so that the count does not depend on the clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from conformance.tiers.runtime.case import RuntimeTestCase
from conformance.tiers.runtime.driver import Performance
from conformance.tiers.runtime.scenarios import SCENARIOS

__all__ = ["coverable", "covered", "exercised", "settled"]


def coverable(planned: Sequence[RuntimeTestCase]) -> dict[str, Counter[str]]:
    """Return what a plan is to cover: its ``scenarios``, each with the count 0, and those that it leaves out."""
    names = [test_case.scenario for test_case in planned]
    names += [SCENARIOS[name].LEAVES_OUT for name in names if hasattr(SCENARIOS[name], "LEAVES_OUT")]
    return {"scenarios": Counter(dict.fromkeys(names, 0))}


def covered(test_case: RuntimeTestCase, performance: Performance) -> Iterator[tuple[str, str]]:
    """Yield what a test case exercised, as the candidate's side shows it: topic and name."""
    if exercised(test_case, performance):
        yield "scenarios", test_case.scenario
        # Each once: how often a client looks at work depends on the clock.
        yield from (
            ("rpcs", rpc) for rpc in sorted({item.rpc for item in performance.requests} - {"Connect"})
        )


def exercised(test_case: RuntimeTestCase, performance: Performance) -> bool:
    """Return whether a scenario came to what it is about: as it says itself, or else the RPC that it names, if any."""
    if performance.seen is None:
        return False
    if "reached" in performance.seen:
        return bool(performance.seen["reached"])
    named = test_case.words.get("rpc")
    return named is None or any(item.rpc == named for item in performance.requests)


def settled(test_case: RuntimeTestCase, performance: Performance) -> bool:
    """Return whether a scenario showed something: on a busy machine a reference may be late, and nothing shows."""
    ask = getattr(SCENARIOS[test_case.scenario], "settled", None)
    if ask is None or performance.seen is None or performance.expected is None:
        return True
    return bool(ask(performance.seen, performance.expected))
