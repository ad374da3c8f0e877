"""The workers of pytest-xdist as the process that shares a run out sees them: told what to do, missed when they die.

The one rule: nothing here is needed where a run has one process, and nothing imports pytest-xdist before it asks.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from conformance.plugin.supervised import Supervised
from conformance.report.journal import case_id
from conformance.tiers.check import Case

__all__ = ["Instructions", "Workers", "is_worker"]

_TOLD = "conformance_instructions"
"""What a worker finds its instructions under."""


def is_worker(config: pytest.Config) -> bool:
    """Return whether this process works for another one, which tells of the run."""
    return hasattr(config, "workerinput")


@dataclass(frozen=True, slots=True)
class Instructions:
    """What a process knows of a run that others are part of, too.

    Attributes:
        done: Tests that are not to run again.
        deadline: When the budget is spent, as `time.time` tells it; infinite for never.
        budget: The budget, as a person reads it.
    """

    done: frozenset[str] = frozenset()
    deadline: float = math.inf
    budget: str = ""

    @classmethod
    def of(cls, config: pytest.Config, supervised: Supervised | None) -> Instructions:
        """Return what a process was told: a worker by the one it works for, any other by its supervisor."""
        if (told := getattr(config, "workerinput", {}).get(_TOLD)) is not None:
            done, deadline, budget = told
            return cls(frozenset(done), deadline, budget)
        if supervised is None:
            return cls()
        orders = supervised.orders
        return cls(frozenset(supervised.before.done), orders.deadline, orders.budget)

    def tell(self, node: Any) -> None:
        """Hand them to a worker that is about to start."""
        node.workerinput[_TOLD] = (sorted(self.done), self.deadline, self.budget)


class Workers:
    """Plugin object that shares a run's cases among workers.

    Args:
        instructions: What each worker is told.
        cases: Every case of the run.

    Attributes:
        died: The workers that died.
    """

    def __init__(self, instructions: Instructions, cases: Iterable[Case]) -> None:
        self.died: list[str] = []
        self._instructions, self._cases = instructions, {case.id: case for case in cases}
        self._lost: dict[str, str] = {}
        self._given_up: Mapping[str, str] = {}

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker what is done, and how much time there is."""
        self._instructions.tell(node)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        """Share the cases among the workers; who asks for another way of distribution than the usual one gets it."""
        if config.getvalue("dist") != "load":
            return None
        from conformance.plugin.scheduler import Scheduler  # here, because xdist is no requirement

        scheduler = Scheduler(config, self._cases, log)
        self._given_up = scheduler.given_up
        return scheduler

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, crashitem: str, report: Any) -> None:
        """Say of a case in which its worker died that it is not run, and how the worker ended."""
        from conformance.plugin.scheduler import how_it_ended

        why = (
            f"not run to its end: the worker {report.node.gateway.id} ended {how_it_ended(report.node)} in it"
        )
        self._lost[case_id(crashitem)] = why
        report.longrepr = f"{case_id(crashitem)}: {why}"

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Remember that a worker died, whatever it did."""
        if error:
            self.died.append(str(node.gateway.id))

    def deaths(self) -> Iterator[str]:
        """Yield what the death of workers cost."""
        yield from (f"{check}: {why}" for check, why in sorted(self._lost.items()))
        if extra := len(self.died) - len(self._lost):
            yield f"{extra} workers died in no case: before their first one, between two or after the last"
        yield from (f"{case_id(nodeid)}: not run: {why}" for nodeid, why in sorted(self._given_up.items()))
