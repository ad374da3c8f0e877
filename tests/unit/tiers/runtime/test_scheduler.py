"""Work waits together; what stands still costs itself, and nobody else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator

import pytest

from conformance.tiers.runtime import scheduler as module
from conformance.tiers.runtime.scheduler import Scheduler


@pytest.fixture
def scheduler() -> Iterator[Scheduler[str]]:
    scheduler = Scheduler[str](lambda _: "lost")
    yield scheduler
    scheduler.close()


def giving(value: str, after: asyncio.Event | None = None) -> Callable[[], Awaitable[str]]:
    async def work() -> str:
        if after is not None:
            await after.wait()
        return value

    return work


def test_work_waits_beside_other_work(scheduler: Scheduler[str]) -> None:
    met = asyncio.Event()

    async def last() -> str:
        met.set()
        return "last"

    waiting = [scheduler.submit(giving(str(place), met)) for place in range(5)]
    ready = scheduler.submit(last)
    scheduler.wait([*waiting, ready])
    assert [future.result() for future in (*waiting, ready)] == ["0", "1", "2", "3", "4", "last"]


def test_no_more_is_under_way_than_there_are_places(
    scheduler: Scheduler[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way, most = 0, 0

    async def work() -> str:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.02)
        under_way -= 1
        return ""

    monkeypatch.setattr(module, "STAGGER", 0.0)
    scheduler.wait([scheduler.submit(work) for _ in range(2 * module.TOGETHER)])
    assert most <= module.TOGETHER


def test_who_waits_longest_goes_first(scheduler: Scheduler[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STAGGER", 0.0)
    released, began = threading.Event(), list[str]()

    async def hold() -> str:
        while not released.is_set():
            await asyncio.sleep(0.01)
        return "held"

    def noting(name: str) -> Callable[[], Awaitable[str]]:
        async def work() -> str:
            began.append(name)
            return name

        return work

    held = [scheduler.submit(hold) for _ in range(module.TOGETHER)]
    late = [scheduler.submit(noting(name), waits) for name, waits in (("short", 1), ("long", 9), ("none", 0))]
    released.set()
    scheduler.wait([*held, *late])
    assert began == ["long", "short", "none"]


def test_any_is_enough_where_it_is_asked_for(scheduler: Scheduler[str]) -> None:
    released = asyncio.Event()
    held, ready = scheduler.submit(giving("held", released)), scheduler.submit(giving("ready"))
    scheduler.wait([held, ready], any_=True)
    assert ready.done()
    assert not held.done()

    async def release() -> str:
        released.set()
        return ""

    scheduler.wait([held, scheduler.submit(release)])


def test_who_is_alone_has_no_company(scheduler: Scheduler[str]) -> None:
    ended: list[str] = []

    async def work() -> str:
        await asyncio.sleep(0.05)
        ended.append("other")
        return ""

    async def alone() -> str:
        return " ".join(ended)

    for _ in range(3):
        scheduler.submit(work)
    assert scheduler.alone(alone) == "other other other"


def test_an_error_is_handed_on(scheduler: Scheduler[str]) -> None:
    async def fail() -> str:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        scheduler.alone(fail)


def test_who_stops_the_loop_is_lost_and_the_others_are_not(
    scheduler: Scheduler[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STILL", 1.0)
    ends, tries = threading.Event(), 0

    async def stop() -> str:
        nonlocal tries
        tries += 1
        ends.wait(60)
        return "too late"

    async def other() -> str:
        await asyncio.sleep(0.2)
        return "other"

    others = [scheduler.submit(other) for _ in range(3)]
    stopping = scheduler.submit(stop)
    scheduler.wait([stopping, *others])
    assert stopping.result() == "lost"
    assert [future.result() for future in others] == ["other"] * 3
    assert tries == 2  # once beside the others, and once to be sure that it is the one
    assert scheduler.alone(other) == "other"
    ends.set()


def test_who_stops_the_loop_alone_is_lost_at_once(
    scheduler: Scheduler[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STILL", 1.0)
    ends = threading.Event()

    async def stop() -> str:
        ends.wait(60)
        return "too late"

    assert scheduler.alone(stop) == "lost"
    ends.set()
