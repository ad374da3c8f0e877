"""Cases whose methods sleep in pymilvus: all of them are explored while other cases have their turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from conformance.catalogue import sleep
from conformance.exploration.explore import Exploration
from conformance.tiers.check import Case

__all__ = ["Asleep"]


class Asleep:
    """The cases of a run whose methods sleep; all are explored while other cases have their turn.

    Args:
        cases: These cases.
    """

    def __init__(self, cases: Sequence[Case] = ()) -> None:
        self._cases = [case for case in cases if sleep(case.method)]
        self._begun: dict[Case, Future[Exploration]] = {}

    def result(self, case: Case, explore: Callable[[Case], Exploration]) -> Exploration:
        """Return what exploring a case gives; whoever asks first begins all of them.

        Args:
            case: One of the cases, or any other, which is then explored now.
            explore: Explores a case; several threads may call it at the same time.
        """
        if case in self._cases and not self._begun:
            pool = ThreadPoolExecutor(len(self._cases), "wire-asleep")
            self._begun = {case: pool.submit(explore, case) for case in self._cases}
            pool.shutdown(wait=False)
        begun = self._begun.pop(case, None)
        return begun.result() if begun else explore(case)
