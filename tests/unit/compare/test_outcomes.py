"""The rules of design section 7, one by one."""

import pytest

from conformance.compare.differences import canonical, compare_outcomes
from conformance.model import Raised, Returned, TimedOut, Typed


def kinds(reference, candidate, **words):
    found = compare_outcomes(Returned(reference), Returned(candidate), **words)
    return [(item.kind, item.path) for item in found]


@pytest.mark.parametrize(
    ("reference", "candidate"),
    [(True, 1), (1, 1.0), ("1", 1), (2**53, float(2**53)), (None, 0), ([1], (1,)), (b"a", "a")],
)
def test_types_are_strict(reference, candidate):
    assert kinds(reference, candidate) == [("type", "result")]
    assert kinds(candidate, reference) == [("type", "result")]
    assert kinds({"k": [reference]}, {"k": [candidate]}) == [("type", "result.k[]")]


@pytest.mark.parametrize(
    "value", [True, 2**53 + 1, -0.5, float("nan"), "é", b"\x00", None, [{"a": [1]}], Typed("X", [1])]
)
def test_equal_values_do_not_differ(value):
    assert kinds(value, value) == []


def test_neighbouring_big_integers_differ():
    assert kinds(2**53, 2**53 + 1) == [("value", "result")]


def test_a_container_type_is_part_of_the_result():
    assert kinds(Typed("list_like", [1]), [1]) == [("type", "result")]
    assert kinds(Typed("one", [1]), Typed("other", [1])) == [("type", "result")]


@pytest.mark.parametrize(
    ("reference", "candidate", "below"),
    [
        (Typed("list_like", [1, 2]), [1, 3], ("value", "result[]")),
        (Typed("list_like", [1, 2]), [1], ("length", "result")),
        ([1, 2], (1, 3), ("value", "result[]")),
        ({"a": 1}, Typed("mapping", {"a": 2}), ("value", "result.a")),
        ({"a": 1}, Typed("mapping", {}), ("missing", "result.a")),
        (Typed("State", "Loaded"), "NotLoad", ("value", "result")),
        (1, "2", ("value", "result")),
        (True, 0, ("value", "result")),
        (1, 2.0, ("value", "result")),
    ],
)
def test_another_type_hides_nothing_that_is_in_it(reference, candidate, below):
    assert kinds(reference, candidate) == [("type", "result"), below]
    assert kinds(candidate, reference)[0] == ("type", "result")
    assert len(kinds(candidate, reference)) == 2


def test_what_a_protobuf_message_does_not_set_reads_as_empty():
    message, thing = Typed("milvus_pb2.Group", {"name": "x"}), Typed("Group", {"name": "x", "size": 0})

    assert kinds(thing, message) == kinds(message, thing) == [("type", "result")]
    assert kinds(Typed("Group", {"name": "x", "size": 1}), message)[1:] == [("missing", "result.size")]
    assert kinds(Typed("Group", {}), Typed("milvus_pb2.Group", {"size": 1}))[1:] == [("extra", "result.size")]
    assert kinds({"name": "x", "size": 0}, Typed("mapping", {"name": "x"}))[1:] == [
        ("missing", "result.size")
    ]


def test_fewer_rows_hide_nothing_of_the_others():
    rows = [{"id": 1, "n": 1}, {"id": 2, "n": 2}]

    assert kinds(rows, [{"id": 2, "n": 2}], shape="rows") == [("length", "result")]
    assert kinds(rows, [{"id": 2, "n": 3}], shape="rows") == [("length", "result"), ("value", "result[].n")]
    assert kinds([{"n": 1}, {"n": 2}], [{"n": 2}], shape="rows") == [("length", "result")]


def test_fewer_hits_hide_nothing_of_the_others():
    hits = [[{"id": 1, "distance": 0.5}, {"id": 2, "distance": 1.0}]]

    assert kinds(hits, [[{"id": 1, "distance": 0.5}]], shape="hits", limit=2) == [("length", "result[]")]
    assert kinds(hits, [[{"id": 1, "distance": 9.5}]], shape="hits", limit=2) == [
        ("length", "result[]"),
        ("value", "result[][].distance"),
    ]
    assert kinds(hits, [Typed("Hits", [{"id": 1, "distance": 9.5}])], shape="hits")[0] == ("type", "result[]")


def test_keys_of_an_api_have_their_names():
    assert kinds({"one": 1, "other": 2}, {}) == [("missing", "result.one"), ("missing", "result.other")]
    assert kinds({}, {"one": 1}) == [("extra", "result.one")]
    assert kinds({"insert_count": 1}, {"insert_count": 2}) == [("value", "result.insert_count")]


def test_none_is_not_an_exception():
    raised = Raised("X", 1, "text")
    (found,) = compare_outcomes(raised, Returned(None))
    assert (found.kind, found.path) == ("outcome", "result (raised, returned)")
    (found,) = compare_outcomes(Returned(None), raised)
    assert (found.kind, found.path) == ("outcome", "result (returned, raised)")
    (found,) = compare_outcomes(Returned(None), TimedOut(3.0))
    assert found.path == "result (returned, timedout)"


def test_errors_compare_by_class_and_code_not_by_text():
    one = Raised("pymilvus.exceptions.MilvusException", 100, "collection a1 is missing")
    assert compare_outcomes(one, Raised(one.type, 100, "collection b2 is missing")) == ()
    assert [d.kind for d in compare_outcomes(one, Raised(one.type, 101, one.message))] == ["error-code"]
    assert [d.kind for d in compare_outcomes(one, Raised("ParamError", 100, one.message))] == ["error-type"]


def test_an_async_client_owes_an_awaitable():
    reference = Returned(1, awaited=False)
    assert [d.kind for d in compare_outcomes(reference, Returned(1, awaited=False))] == ["awaitable"]
    assert compare_outcomes(reference, Returned(1, awaited=True)) == ()
    assert compare_outcomes(reference, Returned(1, awaited=False), awaits=False) == ()


def rows(*keys):
    return [{"id": key, "v": key} for key in keys]


def test_rows_are_compared_by_primary_key():
    assert kinds(rows(1, 2), rows(2, 1), shape="rows") == []
    assert kinds(rows(1, 2), rows(1, 3), shape="rows") == [
        ("value", "result[].id"),
        ("value", "result[].v"),
    ]
    assert kinds(rows(1, 2), rows(1), shape="rows") == [("length", "result")]
    assert kinds(rows(1), [{"id": "1", "v": 1}], shape="rows") == [("type", "result[].id")]


def hits(*pairs):
    return [[{"id": key, "distance": distance, "entity": {}} for key, distance in pairs]]


def test_ties_come_in_any_order():
    assert kinds(hits((1, 0.0), (2, 1.0), (3, 1.0)), hits((1, 0.0), (3, 1.0), (2, 1.0)), shape="hits") == []


def test_order_between_groups_counts():
    swapped = kinds(hits((1, 0.0), (2, 1.0)), hits((2, 0.0), (1, 1.0)), shape="hits")
    assert swapped == [("value", "result[][].id")]


def test_distances_must_be_bit_equal():
    near = kinds(hits((1, 0.5)), hits((1, 0.5 + 2**-50)), shape="hits")
    assert near == [("value", "result[][].distance")]


def test_a_group_cut_by_the_limit_may_hold_any_member():
    one, other = hits((1, 0.0), (2, 1.0), (3, 1.0)), hits((1, 0.0), (4, 1.0), (2, 1.0))
    assert kinds(one, other, shape="hits", limit=3) == []
    assert kinds(one, other, shape="hits", limit=10) != []


def test_a_lost_hit_is_a_difference():
    assert kinds(hits((1, 0.0), (2, 1.0)), hits((1, 0.0)), shape="hits") == [("length", "result[]")]


def test_canonical_text_ignores_the_order_of_keys_and_nothing_else():
    assert canonical({"a": 1, "b": [2]}) == canonical({"b": [2], "a": 1})
    assert len({canonical(value) for value in (1, 1.0, True, "1", [1], (1,), {"1": 1}, Typed("X", 1))}) == 8
