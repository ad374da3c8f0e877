"""A finding is made smaller as long as the same fingerprint shows."""

from dataclasses import replace

from conformance.compare.differences import Difference
from conformance.exploration.finding import Finding
from conformance.model import COLLECTION, Field, Index, Indexes, Operation, Scene, SceneTestCase, Schema
from conformance.tiers.live.minimise import minimise
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
TEST_CASE = SceneTestCase(
    SCENE, (Operation("search", (COLLECTION,), {"anns_field": "v", "output_fields": ["a"]}),)
)


def finding(test_case):
    return Finding("live.read/search", Difference("value", "result", 1, 2), test_case, {}, {})


def test_rows_partitions_and_fields_that_do_not_matter_go():
    def again(test_case):
        keys = [row["id"] for row in test_case.scene.contents]
        return finding(test_case) if 7 in keys else None

    scene = minimise(finding(TEST_CASE), again).test_case.scene
    assert scene.rows == (({"id": 7, "v": [1.0, 2.0], "a": 7}, "_default"),)
    assert [field.name for field in scene.schema.fields] == ["id", "v", "a"]
    assert [entry.field for entry in scene.indexes.entries] == ["v"]
    assert scene.partitions == ()


def test_what_the_calls_name_stays():
    scene = minimise(finding(TEST_CASE), finding).test_case.scene
    assert [field.name for field in scene.schema.fields] == ["id", "v", "a"]
    assert scene.rows == ()


def test_a_scene_that_cannot_be_made_is_not_smaller():
    def again(test_case):
        if len(test_case.scene.rows) < 9:
            raise RemedyError("Preparing a collection", "refused")
        return finding(test_case)

    assert len(minimise(finding(TEST_CASE), again).test_case.scene.rows) == 9


def test_attempts_are_limited():
    tried = []

    def again(test_case):
        tried.append(test_case)

    assert minimise(finding(TEST_CASE), again, attempts=5) == finding(TEST_CASE)
    assert len(tried) == 5


def test_what_is_smallest_already_stays():
    bare = replace(TEST_CASE, scene=replace(SCENE, rows=(), partitions=(), schema=Schema(SCHEMA.fields[:2])))
    assert minimise(finding(bare), finding) == finding(bare)
