"""A suspicion counts only if it shows again, alone, every time; what one trial shows is looked for together."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conformance.checks.explore import Examination, Exploration
from conformance.checks.finding import Finding
from conformance.checks.runtime import check as module
from conformance.checks.runtime.trial import RuntimeTrial
from conformance.compare import Difference
from conformance.operation import Operation

TRIAL, OTHER = (RuntimeTrial(Operation(name), "heartbeat") for name in ("list_users", "list_roles"))


def finding(path: str, trial: RuntimeTrial) -> Finding:
    return Finding("runtime.loop/list_users", Difference("blocked", path, 1, 2), trial, {}, {})


def explored(*findings: Finding) -> Exploration:
    result = Exploration()
    result.findings = {item.fingerprint: item for item in findings}
    return result


class Stage:
    """Tells what a trial shows each time that it is performed, by the paths of the differences."""

    def __init__(self, **shown: list[str]) -> None:
        self.shown = {name: iter(paths) for name, paths in shown.items()}
        self.performed: list[str] = []

    def perform(self, trial: RuntimeTrial) -> Iterator[str]:
        self.performed.append(trial.act.method)
        return iter(next(self.shown[trial.act.method]).split())


@pytest.fixture(autouse=True)
def _paths_are_differences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        module, "judge", lambda _check, trial, paths: Examination(tuple(finding(p, trial) for p in paths), ())
    )


def paths(result: Exploration) -> list[str]:
    return sorted(item.difference.path for item in result.findings.values())


def test_what_shows_every_time_is_kept_and_one_performance_serves_all_of_its_trial() -> None:
    result = explored(finding("call", TRIAL), finding("close", TRIAL), finding("wait", OTHER))
    stage = Stage(list_users=["call close", "close call"], list_roles=["wait", "wait"])
    module._confirm(result, (), stage)
    assert paths(result) == ["call", "close", "wait"]
    assert sorted(stage.performed) == ["list_roles"] * 2 + ["list_users"] * 2


def test_what_shows_now_and_then_is_dropped_without_a_trace() -> None:
    result = explored(finding("call", TRIAL), finding("close", TRIAL))
    module._confirm(result, (), Stage(list_users=["call close", "close"]))
    assert paths(result) == ["close"]
    assert not result.facts


def test_nothing_is_performed_for_what_is_lost_or_known() -> None:
    known, lost = finding("call", TRIAL), finding("wait", OTHER)
    stage = Stage(list_roles=[""])
    result = explored(known, lost)
    module._confirm(result, (known.fingerprint,), stage)
    assert paths(result) == ["call"]
    assert stage.performed == ["list_roles"]
