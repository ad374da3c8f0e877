"""Keys of an API have their own names in paths, keys that a test case made up those of their roles."""

import pytest

from conformance.compare import compare_values
from conformance.model import Field, Schema
from conformance.twins.state import state_keys
from pytest_milvus.values.keys import api_keys, hit_keys, row_keys

SCHEMA = Schema(
    (
        Field("pk", "INT64", primary=True),
        Field("distance", "VARCHAR"),
        Field("tags", "ARRAY", {"element_type": "INT8"}),
    )
)


def paths(reference, candidate, root="result", keys=api_keys):
    return [item.path for item in compare_values(reference, candidate, root, keys)]


def test_two_lost_keys_are_two_differences():
    assert paths({"row_count": 1, "mmap.enabled": 2}, {}) == ["result.row_count", "result.mmap.enabled"]


@pytest.mark.parametrize(
    ("key", "name"), [(7, "{int}"), (b"x", "{bytes}"), ("größe", "{text}"), ("", "{text}")]
)
def test_what_no_api_has_for_a_key_was_made_up(key, name):
    assert paths({key: 1}, {}) == [f"result.{name}"]


def test_fields_are_called_by_their_roles():
    row = {"pk": 1, "distance": "a", "tags": [1], "extra": 2, "count(*)": 3}
    assert paths([row], [{}], keys=row_keys(SCHEMA.roles)) == [
        "result[].{primary key}",
        "result[].{VARCHAR}",
        "result[].{ARRAY of INT8}",
        "result[].{dynamic field}",
        "result[].count(*)",
    ]


def test_what_is_inside_of_a_field_is_one_whatever_its_keys():
    rows = [{"tags": {"a": {"pk": 1}}}], [{"tags": {"a": {"pk": 2}}}]
    assert paths(*rows, keys=row_keys(SCHEMA.roles)) == ["result[].{ARRAY of INT8}.{key}.{key}"]


def test_what_every_hit_has_is_no_field_and_the_key_of_a_hit_has_one_name():
    hits = [[{"pk": 1, "distance": 0.5, "entity": {"distance": "a"}}]], [[{"entity": {}}]]
    assert paths(*hits, keys=hit_keys(SCHEMA.roles)) == [
        "result[][].{primary key}",
        "result[][].distance",
        "result[][].entity.{VARCHAR}",
    ]
    assert paths([[{"id": 1}]], [[{}]], keys=hit_keys(SCHEMA.roles)) == ["result[][].{primary key}"]


def test_names_of_indexes_and_partitions_are_made_up_and_what_they_have_is_not():
    indexes = {"by_place": {"metric_type": "L2", "tags": 1}}, {"by_place": {}}
    found = paths(*indexes, root="state.indexes", keys=state_keys("indexes", SCHEMA.roles))
    assert found == ["state.indexes.{index}.metric_type", "state.indexes.{index}.tags"]
    parts = state_keys("rows by partition", SCHEMA.roles)
    assert paths({"p": 1}, {"p": 2}, "state.rows by partition", parts) == [
        "state.rows by partition.{partition}"
    ]
