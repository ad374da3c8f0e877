"""What an author declares to be equal is, each time counted; anything else is as different as before."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from pymilvus.client.types import HybridExtraList
from pymilvus.grpc_gen import schema_pb2

from conformance.clients import Equalities, resolve
from conformance.clients.equalities import declared
from conformance.compare import compare_outcomes
from conformance.model import Outcome, Raised, Returned, record
from pytest_milvus.errors import RemedyError

PROTOBUF = schema_pb2.LongArray(data=[1, 2]).data
ALL = {"containers": True, "ids_as_text": True, "exceptions": {"ShopError": "MilvusException"}}
ERROR = Raised("pymilvus.exceptions.MilvusException", 1, "")
RENAMED = Raised("shop.ShopError", 1, "")


def left(
    reference: Any, candidate: Any, primary: str = "", **declared: Any
) -> tuple[list[str], dict[str, int]]:
    """Return the kinds that are left of what two results differ in, and the counts."""
    one, other = (
        item if isinstance(item, Raised) else Returned(record(item)) for item in (reference, candidate)
    )
    equalities = Equalities(**declared)
    applied: Outcome = equalities.applied(one, other, primary)
    return [item.kind for item in compare_outcomes(one, applied)], equalities.counts()


@pytest.mark.parametrize(
    ("reference", "candidate", "word"),
    [
        (PROTOBUF, [1, 2], "plain containers"),
        ({"ids": PROTOBUF}, {"ids": [1, 2]}, "plain containers"),
        (HybridExtraList([], [{"id": 1}], extra={}, dynamic_fields=[]), [{"id": 1}], "plain containers"),
        ([{"id": 1}, {"id": 2}], [{"id": "1"}, {"id": "2"}], "ids as text"),
        ({"ids": [1, 2]}, {"ids": ["1", "2"]}, "ids as text"),
        ([{"number": 7}], [{"number": "7"}], "ids as text"),
        (ERROR, RENAMED, "ShopError for MilvusException"),
    ],
)
def test_what_is_declared_is_equal_and_counted_once_for_a_comparison(
    reference: Any, candidate: Any, word: str
) -> None:
    assert left(reference, candidate, "number", **ALL) == ([], {word: 1})
    kinds, counts = left(reference, candidate, "number")
    assert kinds
    assert not counts


@pytest.mark.parametrize(
    ("reference", "candidate", "kinds"),
    [
        (PROTOBUF, (1, 2), "type"),
        (PROTOBUF, [1, 3], "value"),
        (PROTOBUF, [1], "length"),
        ({"id": 1}, {"id": "2"}, "value"),
        ({"id": 1}, {"id": "01"}, "type value"),
        ({"id": "1"}, {"id": 1}, "type"),
        ({"count": 1}, {"count": "1"}, "type"),
        ({"id": True}, {"id": "1"}, "type value"),
        (ERROR, Raised("shop.OtherError", 1, ""), "error-type"),
        (ERROR, Raised("shop.ShopError", 2, ""), "error-code"),
        (Raised("builtins.ValueError", None, ""), RENAMED, "error-type"),
        ([1], "1", "type"),
    ],
)
def test_nothing_else_is(reference: Any, candidate: Any, kinds: str) -> None:
    assert left(reference, candidate, **ALL)[0] == kinds.split()


def test_a_declaration_of_another_kind_or_for_pymilvus_own_client_is_an_error() -> None:
    assert declared(SimpleNamespace(), "m:F", own=False).names == ()
    assert declared(SimpleNamespace(EQUALITIES=Equalities(**ALL)), "m:F", own=False).names == (
        "plain containers",
        "ShopError for MilvusException",
        "ids as text",
    )
    with pytest.raises(RemedyError, match=r"it is a dict\n.*Equalities"):
        declared(SimpleNamespace(EQUALITIES={}), "m:F", own=False)
    with pytest.raises(RemedyError, match="own"):
        declared(SimpleNamespace(EQUALITIES=Equalities(**ALL)), "m:F", own=True)
    assert resolve("pymilvus:AsyncMilvusClient").equalities.names == ()
