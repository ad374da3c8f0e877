"""Test cases on several drivers: each scene on one of them, and what they showed in the order of the test cases."""

from __future__ import annotations

import threading
from typing import Any

from conformance.exploration.explore import Examination
from conformance.model import Field, Indexes, Scene, SceneTestCase, Schema
from conformance.tiers.live.check import side_by_side


def scene(name: str) -> Scene:
    return Scene(Schema((Field(name, "INT64", primary=True),)), Indexes(()))


def test_each_scene_stays_on_one_stage_and_answers_come_in_turn() -> None:
    planned_test_cases = [SceneTestCase(scene(name), ()) for name in "abacbaa"]
    seen: dict[str, set[Any]] = {}

    def look(driver: Any, test_case: SceneTestCase) -> Examination:
        name = test_case.scene.schema.primary.name
        seen.setdefault(name, set()).add((driver, threading.get_ident()))
        return Examination(facts=(name,))

    drivers: Any = ("first", "second")
    shown = side_by_side(look, drivers, planned_test_cases)

    assert "".join(examination.facts[0] for examination in shown) == "abacbaa"
    assert {len(places) for places in seen.values()} == {1}
    assert {driver for places in seen.values() for driver, _ in places} == {"first", "second"}
