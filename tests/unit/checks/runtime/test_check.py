"""A suspicion counts only if it shows again, alone, every time; what one trial shows is looked for together."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conformance.compare.differences import Difference
from conformance.exploration.explore import Examination
from conformance.exploration.finding import Finding
from conformance.model import Operation
from conformance.tiers.runtime import check as module
from conformance.tiers.runtime.case import RuntimeTrial

TRIAL, OTHER = (RuntimeTrial(Operation(name), "heartbeat") for name in ("list_users", "list_roles"))


def finding(path: str, trial: RuntimeTrial) -> Finding:
    return Finding("runtime.loop/list_users", Difference("blocked", path, 1, 2), trial, {}, {})


def sifted(*shown: list[Finding], stage: Stage, known: tuple[str, ...] = ()) -> list[str]:
    """Return the paths that are left of what each trial showed."""
    examinations = [Examination(tuple(findings), ()) for findings in shown]
    kept = module._sifted(examinations, known, stage)
    return sorted(item.difference.path for item in kept.values())


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


def test_what_shows_every_time_is_kept_and_one_performance_serves_all_of_its_trial() -> None:
    stage = Stage(list_users=["call close", "close call"], list_roles=["wait", "wait"])
    shown = [finding("call", TRIAL), finding("close", TRIAL)], [finding("wait", OTHER)]
    assert sifted(*shown, stage=stage) == ["call", "close", "wait"]
    assert stage.performed == ["list_users"] * 2 + ["list_roles"] * 2


def test_what_shows_now_and_then_is_dropped() -> None:
    shown = [finding("call", TRIAL), finding("close", TRIAL)]
    assert sifted(shown, stage=Stage(list_users=["call close", "close"])) == ["close"]


def test_what_one_trial_does_not_show_again_another_may() -> None:
    stage = Stage(list_users=[""], list_roles=["call", "call"])
    assert sifted([finding("call", TRIAL)], [finding("call", OTHER)], stage=stage) == ["call"]
    assert stage.performed == ["list_users"] + ["list_roles"] * 2


def test_nothing_is_performed_for_what_is_lost_or_known() -> None:
    known, lost = finding("call", TRIAL), finding("wait", OTHER)
    stage = Stage(list_roles=[""])
    assert sifted([known], [lost], stage=stage, known=(known.fingerprint,)) == ["call"]
    assert stage.performed == ["list_roles"]


def test_what_is_confirmed_is_not_looked_for_again() -> None:
    stage = Stage(list_users=["call", "call"])
    assert sifted([finding("call", TRIAL)], [finding("call", OTHER)], stage=stage) == ["call"]
    assert stage.performed == ["list_users"] * 2
