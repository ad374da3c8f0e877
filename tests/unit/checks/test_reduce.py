"""A finding is made smaller as long as the same fingerprint shows."""

from dataclasses import replace

from conformance.compare.differences import Difference
from conformance.exploration.finding import Finding
from conformance.model import COLLECTION, Field, Index, Indexes, Operation, Scene, Schema, Trial
from conformance.tiers.live.minimise import reduce
from pytest_milvus.errors import RemedyError

SCHEMA = Schema(
    (
        Field("id", "INT64", primary=True),
        Field("v", "FLOAT_VECTOR", {"dim": 2}),
        Field("w", "FLOAT_VECTOR", {"dim": 2}),
        Field("a", "INT64"),
        Field("b", "INT64"),
    )
)
ROWS = tuple(({"id": n, "v": [1.0, 2.0], "w": [1.0, 2.0], "a": n, "b": n}, "p") for n in range(9))
SCENE = Scene(SCHEMA, Indexes((Index("v", "FLAT", "", "L2"), Index("w", "FLAT", "", "L2"))), ROWS, ("p",))
TRIAL = Trial(SCENE, (Operation("search", (COLLECTION,), {"anns_field": "v", "output_fields": ["a"]}),))


def finding(trial):
    return Finding("live.read/search", Difference("value", "result", 1, 2), trial, {}, {})


def test_rows_partitions_and_fields_that_do_not_matter_go():
    def again(trial):
        keys = [row["id"] for row in trial.scene.contents]
        return finding(trial) if 7 in keys else None

    scene = reduce(finding(TRIAL), again).trial.scene
    assert scene.rows == (({"id": 7, "v": [1.0, 2.0], "a": 7}, "_default"),)
    assert [field.name for field in scene.schema.fields] == ["id", "v", "a"]
    assert [entry.field for entry in scene.indexes.entries] == ["v"]
    assert scene.partitions == ()


def test_what_the_calls_name_stays():
    scene = reduce(finding(TRIAL), finding).trial.scene
    assert [field.name for field in scene.schema.fields] == ["id", "v", "a"]
    assert scene.rows == ()


def test_a_scene_that_cannot_be_made_is_not_smaller():
    def again(trial):
        if len(trial.scene.rows) < 9:
            raise RemedyError("Preparing a collection", "refused")
        return finding(trial)

    assert len(reduce(finding(TRIAL), again).trial.scene.rows) == 9


def test_attempts_are_limited():
    tried = []

    def again(trial):
        tried.append(trial)

    assert reduce(finding(TRIAL), again, attempts=5) == finding(TRIAL)
    assert len(tried) == 5


def test_what_is_smallest_already_stays():
    bare = replace(TRIAL, scene=replace(SCENE, rows=(), partitions=(), schema=Schema(SCHEMA.fields[:2])))
    assert reduce(finding(bare), finding) == finding(bare)
