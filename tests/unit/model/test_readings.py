"""What is read from a container beside its items is recorded, unless it says the same as these."""

from __future__ import annotations

from typing import Any

from pymilvus.client.search_result import Hit
from pymilvus.client.types import ExtraList, OmitZeroDict
from pymilvus.grpc_gen import schema_pb2

from conformance.compare import compare_outcomes
from conformance.model import Returned, Typed, record
from conformance.model.codec import decode, encode
from conformance.model.readings import readings


class _Rows(list[Any]):
    """A list with whatever a client may give it."""

    def __init__(self, *args: Any, **told: Any) -> None:
        super().__init__(*args)
        self.__dict__.update(told)

    @property
    def first(self) -> Any:
        """Raise where there is none, as an index does."""
        return self[0]

    def get_count(self, limit: int = 10) -> int:
        """Return a number."""
        return min(limit, len(self))

    def get_row(self, place: int) -> Any:
        """Need an argument, so that nobody asks."""
        raise AssertionError(place)


def found(reference: Any, candidate: Any) -> list[tuple[str, str]]:
    sides = (Returned(record(side)) for side in (reference, candidate))
    return [item.aspect for item in compare_outcomes(*sides)]


def test_attributes_properties_and_methods_that_need_nothing_are_read() -> None:
    assert readings(_Rows([1, 2], extra={"cost": 7}, _own=3)) == {
        ".extra": {"cost": 7},
        ".first": 1,
        ".get_count()": 2,
    }


def test_what_raises_gives_its_exception() -> None:
    assert isinstance(readings(_Rows())[".first"], IndexError)
    told = record(_Rows()).reads
    assert told[".first"] == Typed("IndexError", {})


def test_what_says_the_same_as_the_items_is_left_out() -> None:
    hit = Hit({"key": 5, "distance": 0.5, "entity": {"name": "a"}}, pk_name="key")
    told = readings(hit)
    assert told.keys() == {".distance", ".highlight", ".id", ".pk", ".score"}
    assert told[".id"] == 5
    assert readings(schema_pb2.LongArray(data=[1, 2**53 + 1]).data) == {}
    assert readings({"a": 1}) == readings([1, float("nan")]) == {}


def test_messages_of_the_transport_are_no_readings() -> None:
    columns = [schema_pb2.FieldData(field_name="a")]
    assert readings(_Rows([1], column=columns[0], columns=columns)).keys() == {".first", ".get_count()"}


def test_json_is_made_before_the_items_are_read() -> None:
    class Lazy(dict[str, Any]):
        def __getitem__(self, key: str) -> Any:
            self[key] = "read"
            return super().__getitem__(key)

    assert record(Lazy(a=1)) == Typed(
        f"{__name__}.{Lazy.__qualname__}", {"a": "read"}, {"as JSON": '{"a": 1}'}
    )
    numbers = schema_pb2.LongArray(data=[1]).data
    assert record(OmitZeroDict({"a": numbers})).reads == {"as JSON": Typed("TypeError", {})}
    assert record(OmitZeroDict({"a": b""})).reads == record(OmitZeroDict({"a": 1})).reads == {}


def test_each_reading_has_a_path_of_its_own() -> None:
    assert found(_Rows([1], extra={"cost": 7}), _Rows([1], extra={"cost": 8})) == [
        ("value", "result(.extra).cost")
    ]
    assert found(_Rows([1], extra=1), _Rows([1])) == [("missing", "result(.extra)")]
    assert found([_Rows([1])], [_Rows([1], extra=1)]) == [("extra", "result[](.extra)")]


def test_what_only_one_of_two_types_offers_is_told_by_their_types() -> None:
    assert found(ExtraList([1], extra={"cost": 7}), [1]) == [("type", "result")]
    kept = ExtraList([1], extra={"cost": 7}), _Rows([1], extra=OmitZeroDict(cost=8))
    assert ("value", "result(.extra).cost") in found(*kept)


def test_readings_are_stored() -> None:
    recorded = record(_Rows([1], extra={1: b"a"}))
    assert decode(encode(recorded)) == recorded
    assert "reads" not in encode(record({1}))["$Typed"]
