"""Gathered writes touch different rows, so that any order leaves the same ones."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.model import Operation, Scene
from conformance.strategies.operations import disjoint
from conformance.strategies.scenes import scenes

OFFERED = frozenset({"concurrent_writes", "partitions"})
WRITES = ("insert", "upsert", "delete")


def keys(act: Operation, scene: Scene) -> list[object]:
    name = scene.schema.primary.name
    if act.method == "delete":
        return list(act.kwargs["ids"])
    if act.method == "get":
        return list(act.args[1])
    return [row.get(name) for row in act.args[1]] if act.method in WRITES else []


@pytest.mark.parametrize("method", WRITES)
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_no_row_is_touched_twice(method: str, data: st.DataObject) -> None:
    scene = data.draw(scenes(capabilities=OFFERED, min_rows=8, max_rows=16))
    acts = data.draw(disjoint(method, scene, capabilities=OFFERED))

    assert sum(act.method in WRITES for act in acts) > 1
    if scene.schema.primary.auto_id:
        assert {act.method for act in acts} <= {"insert", "has_collection"}
        return
    assert method in {act.method for act in acts}
    touched = [key for act in acts for key in keys(act, scene)]
    assert len(set(map(repr, touched))) == len(touched)
    there = {row[scene.schema.primary.name] for row in scene.contents}
    for act in acts:
        assert set(keys(act, scene)) <= there or (
            act.method == "insert" and there.isdisjoint(keys(act, scene))
        )


@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_where_writers_disturb_each_other_there_is_one_and_it_has_company(data: st.DataObject) -> None:
    scene = data.draw(scenes(capabilities=frozenset(), min_rows=8, max_rows=16))
    acts = data.draw(disjoint("insert", scene, capabilities=frozenset()))

    assert [act.method for act in acts].count("insert") == 1
    assert 1 < len(acts) == 1 + sum(act.method in ("get", "has_collection") for act in acts)
