"""Whenever workers die, a run ends, and every case is done once, was lost with a worker, or is given up."""

from __future__ import annotations

from collections import Counter, deque
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.plugin.scheduler import GIVEN_UP_AFTER, Scheduler
from conformance.tiers.tiers import cases

CASES = {case.id: case for case in cases(methods=["query", "insert", "get", "flush", "list_users", "delete"])}
NODEIDS = [f"suite/test_{case.check.tier}.py::test[{name}]" for name, case in CASES.items()]


class Worker:
    """A worker as `xdist.remote` has it: it starts a case when it knows the next one, or that none follows."""

    def __init__(self, dies_after: int | None, early: bool, lag: int) -> None:
        self.queue: deque[int | None] = deque()
        self.gateway = SimpleNamespace(id="gw")
        self.shutting_down = False
        self.dies_after, self.early, self.ended = dies_after, early, 0
        self.lag = lag

    def send_runtest_some(self, indices: list[int]) -> None:
        self.queue.extend(indices)

    def shutdown(self) -> None:
        self.shutting_down = True
        self.queue.append(None)


def made(workers: int) -> Scheduler:
    config: Any = SimpleNamespace(
        getvalue=lambda _: [f"{workers}*popen"],
        option=SimpleNamespace(loadscopereorder=True),
        pluginmanager=pytest.PytestPluginManager(),
    )
    return Scheduler(config, CASES, SimpleNamespace(loadscopesched=lambda *_: None))


COLLECTING = -1
"""What a worker dies after that dies while it collects."""

Fate = tuple[int | None, bool, int]
"""After how many cases a worker dies, whether before the next one starts, and how long it takes to collect."""


def run(workers: int, fates: list[Fate]) -> tuple[Scheduler, Counter[str], list[str | None]]:
    """Play a run as `xdist.dsession` does; workers beyond the fates are healthy and quick."""
    left = iter(fates)
    scheduler = made(workers)
    alive: list[Worker] = []
    collecting: list[Worker] = []
    done: Counter[str] = Counter()
    lost: list[str | None] = []
    ending = False

    def start() -> None:
        worker = Worker(*next(left, (None, False, 0)))
        alive.append(worker)
        collecting.append(worker)
        scheduler.add_node(worker)

    for _ in range(workers):
        start()
    while alive:
        for worker in list(collecting):
            worker.lag -= 1
            if worker.lag >= 0:
                continue
            collecting.remove(worker)
            if worker.dies_after == COLLECTING:
                alive.remove(worker)
                assert scheduler.remove_node(worker) is None
                ending = False
                start()
                continue
            if ending:
                continue
            scheduler.add_node_collection(worker, NODEIDS)
            if scheduler.collection_is_completed:
                scheduler.schedule()
        ready = [
            worker
            for worker in alive
            if worker not in collecting and (len(worker.queue) > 1 or None in worker.queue)
        ]
        assert ready or collecting, "every worker waits for more, and none comes"
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
                ending = False
                start()
            else:
                place = worker.queue.popleft()
                assert place is not None
                done[NODEIDS[place]] += 1
                worker.ended += 1
                scheduler.mark_test_complete(worker, place)
            if scheduler.tests_finished and not ending:
                ending = True
                for other in scheduler.nodes:
                    other.shutdown()
    return scheduler, done, lost


@settings(deadline=None)
@given(
    st.integers(1, 4),
    st.lists(
        st.tuples(
            st.none() | st.integers(COLLECTING, 3) | st.integers(0, 60), st.booleans(), st.integers(0, 40)
        ),
        max_size=12,
    ),
)
def test_a_run_ends_however_workers_die(workers: int, fates: list[Fate]) -> None:
    scheduler, done, lost = run(workers, fates)
    ended = Counter(done) + Counter(name for name in lost if name) + Counter(list(scheduler.given_up))
    assert ended == Counter(NODEIDS), "once each"
    assert max(scheduler._deaths.values(), default=0) <= GIVEN_UP_AFTER
    assert not scheduler.workqueue


def test_a_case_that_had_not_started_is_not_lost() -> None:
    scheduler, done, lost = run(2, [(3, True, 0)])
    assert lost == [None]
    assert set(done) == set(NODEIDS)
    assert not scheduler.given_up


def test_a_worker_that_dies_while_it_collects_costs_nothing() -> None:
    scheduler, healthy, dying = made(2), Worker(None, False, 0), Worker(None, False, 0)
    for worker in (healthy, dying):
        scheduler.add_node(worker)
    scheduler.add_node_collection(healthy, NODEIDS)
    assert scheduler.remove_node(dying) is None
    assert not healthy.shutting_down, "it waits for the one that takes the other's place"


def test_what_runs_together_with_two_deaths_is_given_up() -> None:
    scheduler, done, lost = run(1, [(0, False, 0), (0, False, 0)])
    assert [name for name in lost if name] == NODEIDS[:2]
    assert set(scheduler.given_up) == {name for name in NODEIDS[2:] if "test_surface" in name}
    assert set(done) == set(NODEIDS) - set(NODEIDS[:2]) - set(scheduler.given_up)
