"""Which RPCs a method can send is read from the installed source of any client."""

import pytest
from pymilvus import AsyncMilvusClient, MilvusClient

from conformance.strategies.calls import methods
from conformance.strategies.calls.reach import reach


@pytest.mark.parametrize("client", [MilvusClient, AsyncMilvusClient])
@pytest.mark.parametrize(
    ("method", "rpcs"),
    [
        ("search", {"Search", "DescribeCollection"}),
        ("flush", {"Flush", "GetFlushState"}),
        ("query_iterator", {"Query", "DescribeCollection"}),
        ("create_schema", set()),
    ],
)
def test_rpcs_are_found_through_all_that_a_method_calls(client, method, rpcs):
    if hasattr(client, method):
        assert reach(client, method) == rpcs


def test_what_a_task_does_later_counts():
    assert {"ManualCompaction", "GetCompactionState"} <= reach(MilvusClient, "optimize")


def test_nearly_every_method_sends_something():
    nothing = {name for name in methods(MilvusClient) if not reach(MilvusClient, name)}
    assert all(
        name.startswith(("create_", "prepare_")) or name in {"close", "session", "get_server_type"}
        for name in nothing
    ), nothing


def test_a_client_without_source_reaches_nothing():
    assert reach(dict, "get") == frozenset()
