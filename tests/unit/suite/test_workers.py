"""What the workers of a run are told arrives, and what their deaths cost is told."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.plugin.settings import Settings
from conformance.plugin.workers import Instructions, Workers, is_worker
from pytest_milvus.options import Options


def orders(done: set[str], deadline: float, budget: str) -> Any:
    return SimpleNamespace(
        before=SimpleNamespace(done=done), orders=SimpleNamespace(deadline=deadline, budget=budget)
    )


def test_a_worker_is_told_what_the_process_knows_that_it_works_for() -> None:
    known = Instructions.of(SimpleNamespace(), orders({"b", "a"}, 7.0, "60 s"))  # type: ignore[arg-type]
    assert known == Instructions(frozenset({"a", "b"}), 7.0, "60 s")
    node: Any = SimpleNamespace(workerinput={})
    Workers(known, []).pytest_configure_node(node)
    assert node.workerinput == {"conformance_instructions": (["a", "b"], 7.0, "60 s")}
    assert is_worker(node)
    assert Instructions.of(node, None) == known


def test_a_run_of_one_process_without_a_supervisor_has_no_end() -> None:
    config: Any = SimpleNamespace()
    assert not is_worker(config)
    assert Instructions.of(config, None) == Instructions(frozenset(), math.inf, "")


def test_deaths_are_told_with_the_case_that_they_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.plugin.scheduler.how_it_ended", lambda node: "by the signal SIGKILL")
    workers = Workers(Instructions(), [])
    node: Any = SimpleNamespace(gateway=SimpleNamespace(id="gw1"))
    report = SimpleNamespace(node=node, longrepr="")
    workers.pytest_testnodedown(node, None)
    assert (workers.died, list(workers.deaths())) == ([], [])
    workers.pytest_handlecrashitem("test_cases.py::test_case[wire.fault/get]", report)
    workers.pytest_testnodedown(node, "Not properly terminated")
    lost = "wire.fault/get: not run to its end: the worker gw1 ended by the signal SIGKILL in it"
    assert (report.longrepr, list(workers.deaths())) == (lost, [lost])
    workers.pytest_testnodedown(SimpleNamespace(gateway=SimpleNamespace(id="gw2")), "crashed")
    assert list(workers.deaths())[1].startswith("1 workers died in no case")
    assert workers.died == ["gw1", "gw2"]


def test_only_who_writes_reports_gets_ready_for_them() -> None:
    options = Options(report=("report.html",), tier=("surface",))
    assert [len(Settings.of(options, 0, str, writes=writes).reports) for writes in (True, False)] == [1, 0]
