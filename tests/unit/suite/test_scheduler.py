"""Whenever workers die, a run ends, and every case is done once, was lost with a worker, or is given up."""

from __future__ import annotations

from collections import Counter, deque
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.checks.registry import cases
from conformance.suite.scheduler import GIVEN_UP_AFTER, Scheduler

CASES = {case.id: case for case in cases(methods=["query", "insert", "get", "flush", "list_users", "delete"])}
NODEIDS = [f"suite/test_{case.check.tier}.py::test[{name}]" for name, case in CASES.items()]


class Worker:
    """A worker as `xdist.remote` has it: it starts a case when it knows the next one, or that none follows."""

    def __init__(self, dies_after: int | None, early: bool) -> None:
        self.queue: deque[int | None] = deque()
        self.gateway = SimpleNamespace(id="gw")
        self.shutting_down = False
        self.dies_after, self.early, self.ended = dies_after, early, 0

    def send_runtest_some(self, indices: list[int]) -> None:
        self.queue.extend(indices)

    def shutdown(self) -> None:
        self.shutting_down = True
        self.queue.append(None)


def run(
    workers: int, deaths: list[tuple[int, bool] | None]
) -> tuple[Scheduler, Counter[str], list[str | None]]:
    """Play a run; `deaths` says of each worker after how many cases it dies, and whether before the next starts."""
    fates = iter(deaths)
    config: Any = SimpleNamespace(
        getvalue=lambda _: [f"{workers}*popen"],
        option=SimpleNamespace(loadscopereorder=True),
        pluginmanager=pytest.PytestPluginManager(),
    )
    scheduler = Scheduler(config, CASES, SimpleNamespace(loadscopesched=lambda *_: None))
    alive: list[Worker] = []
    done: Counter[str] = Counter()
    lost: list[str | None] = []

    def start() -> None:
        fate = next(fates, None)
        worker = Worker(*fate) if fate else Worker(None, False)
        alive.append(worker)
        scheduler.add_node(worker)
        scheduler.add_node_collection(worker, NODEIDS)
        if scheduler.collection_is_completed:
            scheduler.schedule()

    for _ in range(workers):
        start()
    while alive:
        ready = [worker for worker in alive if len(worker.queue) > 1 or None in worker.queue]
        assert ready, "every worker waits for more, and none comes"
        for worker in ready:
            if worker.queue[0] is None:
                scheduler.remove_node(worker)
                alive.remove(worker)
                continue
            if not (dies := worker.ended == worker.dies_after) or not worker.early:
                scheduler.pytest_runtest_logstart(NODEIDS[worker.queue[0]])
            if dies:
                alive.remove(worker)
                lost.append(scheduler.remove_node(worker))
                start()
                continue
            place = worker.queue.popleft()
            assert place is not None
            done[NODEIDS[place]] += 1
            worker.ended += 1
            scheduler.mark_test_complete(worker, place)
            if scheduler.tests_finished:
                for other in scheduler.nodes:
                    if not other.shutting_down:
                        other.shutdown()
    return scheduler, done, lost


@settings(deadline=None)
@given(
    st.integers(1, 4),
    st.lists(st.none() | st.tuples(st.integers(0, 3) | st.integers(0, 60), st.booleans()), max_size=12),
)
def test_a_run_ends_however_workers_die(workers: int, deaths: list[tuple[int, bool] | None]) -> None:
    scheduler, done, lost = run(workers, deaths)
    ended = Counter(done) + Counter(name for name in lost if name) + Counter(list(scheduler.given_up))
    assert ended == Counter(NODEIDS), "once each"
    assert max(scheduler._deaths.values(), default=0) <= GIVEN_UP_AFTER
    assert not scheduler.workqueue


def test_a_case_that_had_not_started_is_not_lost() -> None:
    scheduler, done, lost = run(2, [(3, True)])
    assert lost == [None]
    assert set(done) == set(NODEIDS)
    assert not scheduler.given_up


def test_what_runs_together_with_two_deaths_is_given_up() -> None:
    scheduler, done, lost = run(1, [(0, False), (0, False)])
    assert [name for name in lost if name] == NODEIDS[:2]
    assert set(scheduler.given_up) == {name for name in NODEIDS[2:] if "test_surface" in name}
    assert set(done) == set(NODEIDS) - set(NODEIDS[:2]) - set(scheduler.given_up)
