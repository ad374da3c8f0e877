"""Coverage: which drills a method was put to, and which RPCs they reached.

The one rule: a drill counts only where the client sent what the drill is about; what company kept it from is tried
again, alone, so that the count does not depend on the clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from conformance.tiers.runtime.case import RuntimeTrial
from conformance.tiers.runtime.driver import Performance
from conformance.tiers.runtime.scenarios import DRILLS

__all__ = ["coverable", "covered", "exercised", "settled"]


def coverable(planned: Sequence[RuntimeTrial]) -> dict[str, Counter[str]]:
    """Return what a plan is to cover: its ``drills``, each with the count 0."""
    return {"drills": Counter({trial.drill: 0 for trial in planned})}


def covered(trial: RuntimeTrial, performance: Performance) -> Iterator[tuple[str, str]]:
    """Yield what a trial exercised, as the candidate's side shows it: topic and name."""
    if exercised(trial, performance):
        yield "drills", trial.drill
        yield from (("rpcs", item.rpc) for item in performance.requests if item.rpc != "Connect")


def exercised(trial: RuntimeTrial, performance: Performance) -> bool:
    """Return whether a drill came to what it is about: as it says itself, or else the RPC that it names, if any."""
    if performance.seen is None:
        return False
    if "reached" in performance.seen:
        return bool(performance.seen["reached"])
    named = trial.words.get("rpc")
    return named is None or any(item.rpc == named for item in performance.requests)


def settled(trial: RuntimeTrial, performance: Performance) -> bool:
    """Return whether a drill came to something: on a busy machine a reference may be late, and then nothing shows."""
    ask = getattr(DRILLS[trial.drill], "settled", None)
    if ask is None or performance.seen is None or performance.expected is None:
        return True
    return bool(ask(performance.seen, performance.expected))
