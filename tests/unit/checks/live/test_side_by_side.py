"""Trials on several stages: each scene on one of them, and what they showed in the order of the trials."""

from __future__ import annotations

import threading
from typing import Any

from conformance.exploration.explore import Examination
from conformance.model import Field, Indexes, Scene, Schema, Trial
from conformance.tiers.live.check import side_by_side


def scene(name: str) -> Scene:
    return Scene(Schema((Field(name, "INT64", primary=True),)), Indexes(()))


def test_each_scene_stays_on_one_stage_and_answers_come_in_turn() -> None:
    trials = [Trial(scene(name), ()) for name in "abacbaa"]
    seen: dict[str, set[Any]] = {}

    def look(stage: Any, trial: Trial) -> Examination:
        name = trial.scene.schema.primary.name
        seen.setdefault(name, set()).add((stage, threading.get_ident()))
        return Examination(facts=(name,))

    stages: Any = ("first", "second")
    shown = side_by_side(look, stages, trials)

    assert "".join(examination.facts[0] for examination in shown) == "abacbaa"
    assert {len(places) for places in seen.values()} == {1}
    assert {stage for places in seen.values() for stage, _ in places} == {"first", "second"}
