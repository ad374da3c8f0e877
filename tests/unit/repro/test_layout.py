"""Code that is made for scripts means what it is made of, in lines that are not too long."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymilvus.grpc_gen import common_pb2, milvus_pb2, schema_pb2

from conformance.repro.layout import laid_out, message_code

VALUES = st.recursive(
    st.integers() | st.text(max_size=12) | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
MESSAGES = (
    milvus_pb2.ListAliasesResponse(aliases=["größe", "b"], db_name="a"),
    milvus_pb2.MutationResult(
        status=common_pb2.Status(code=800, reason='"no"', extra_info={"b": "2", "a": "1"}),
        IDs=schema_pb2.IDs(int_id=schema_pb2.LongArray(data=[2**53 + 1, 7])),
        acknowledged=True,
    ),
    milvus_pb2.SearchResults(results=schema_pb2.SearchResultData(scores=[0.5, float("inf")], topks=[2])),
    milvus_pb2.DescribeCollectionResponse(
        schema=schema_pb2.CollectionSchema(
            fields=[schema_pb2.FieldSchema(name="id", data_type=schema_pb2.Int64, is_primary_key=True)]
        )
    ),
)
NAMES: dict[str, Any] = {"common_pb2": common_pb2, "milvus_pb2": milvus_pb2, "schema_pb2": schema_pb2}


@settings(max_examples=100, derandomize=True, database=None, deadline=None)
@given(VALUES, st.integers(10, 60))
def test_lines_mean_the_same(value: Any, width: int) -> None:
    lines = laid_out(
        f"dict([('a-b', 0)], one={value!r}, two={{**{{'c': 1}}}}, **{{'log-level': {value!r}}})", width
    )
    assert eval("\n".join(lines)) == {"a-b": 0, "one": value, "two": {"c": 1}, "log-level": value}


def test_short_items_share_a_line() -> None:
    assert laid_out("client.query('books', limit=3, filter='id > 0')", 30) == [
        "client.query(",
        "    'books', limit=3,",
        "    filter='id > 0',",
        ")",
    ]
    assert laid_out("client.query('books')", 30) == ["client.query('books')"]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.DESCRIPTOR.name)
def test_the_code_of_a_message_makes_it(message: Any) -> None:
    code = message_code(message)
    assert eval("\n".join(laid_out(code, 40)), {**NAMES, "inf": 0}) == message


def test_a_message_may_be_made_without_some_fields() -> None:
    code = message_code(MESSAGES[0], lambda field, value: field.name == "db_name")
    assert code == "milvus_pb2.ListAliasesResponse(db_name='a')"
