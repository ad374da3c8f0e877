"""Methods that fail; errors and faults."""

from collections.abc import Callable
from importlib.metadata import version

import pytest

from pytest_milvus.mock_server import Abort, Late, Refusal, Rule
from pytest_milvus.mock_server.world import WORLD_INDEXES

pytestmark = pytest.mark.xfail(
    reason="the clients differ", raises=AssertionError, strict=version("pymilvus") == "3.0.2"
)

INDEX = type(WORLD_INDEXES)(WORLD_INDEXES.entries[:1]).build()
CLUSTERS = [{"cluster_id": "a", "connection_param": {"uri": "http://127.0.0.1:1"}, "pchannels": ["a-0"]}]

FINDINGS = {
    "wire.request/flush_all outcome result (returned, raised)": lambda client: client("flush_all").ended,
    "wire.request/get_flush_all_state outcome result (returned, raised)": lambda client: (
        client("get_flush_all_state", flush_all_ts=1).ended
    ),
    "wire.request/get_compaction_plans outcome result (returned, raised)": lambda client: (
        client("get_compaction_plans", 1).ended
    ),
    "wire.request/update_replicate_configuration outcome result (returned, raised)": lambda client: (
        client("update_replicate_configuration", CLUSTERS).ended
    ),
    "wire.request/get_server_type outcome result (returned, raised)": lambda client: (
        client("get_server_type").ended
    ),
    "wire.request/add_file_resource outcome result (returned, raised)": lambda client: (
        client("add_file_resource", "a", "a.txt", client_request_id="1").ended
    ),
    "wire.request/remove_file_resource outcome result (returned, raised)": lambda client: (
        client("remove_file_resource", "a", client_request_id="1").ended
    ),
    "wire.request/list_file_resources outcome result (returned, raised)": lambda client: (
        client("list_file_resources", client_request_id="1").ended
    ),
    "wire.request/list_users outcome result (returned, raised) [log_level]": lambda client: (
        client("list_users", log_level="debug").ended
    ),
    "wire.fault/delete outcome result (raised, returned) [Delete UnexpectedError]": lambda client: (
        client("delete", "books", filter="id > 0", rules=(Rule("Delete", Refusal(65535)),)).ended
    ),
    "wire.fault/delete outcome result (returned, raised) [Delete UNAVAILABLE]": lambda client: (
        client(
            "delete", "books", filter="id > 0", rules=(Rule("Delete", Abort("UNAVAILABLE"), times=1),)
        ).ended
    ),
    "wire.fault/list_users error-type result [ListCredUsers late]": lambda client: (
        client("list_users", timeout=0.1, rules=(Rule("ListCredUsers", Late(0.5)),)).ended
    ),
    "wire.connection/list_users error-code result [Connect UNIMPLEMENTED]": lambda client: (
        client("list_users", rules=(Rule("Connect", Abort("UNIMPLEMENTED")),)).code
    ),
    "wire.fault/query outcome result (returned, raised) [Query EmptyCollection of old servers]": lambda client: (
        client("query", "books", rules=(Rule("Query", Refusal(0, error_code=26)),)).ended
    ),
    "wire.fault/compact rpc-missing ManualCompaction [ManualCompaction CollectionNameNotFound of old servers]": (
        lambda client: (
            client(
                "compact", "books", rules=(Rule("ManualCompaction", Refusal(0, error_code=28), times=1),)
            ).ended
        )
    ),
    "wire.fault/create_index outcome result (returned, raised) [AllocTimestamp UNIMPLEMENTED]": lambda client: (
        client("create_index", "books", INDEX, rules=(Rule("AllocTimestamp", Abort("UNIMPLEMENTED")),)).ended
    ),
}
"""By fingerprint: what is looked at on a client of each kind, and should be alike."""


@pytest.mark.parametrize("finding", FINDINGS)
def test_failures(both: Callable, finding: str) -> None:
    reference, candidate = both(FINDINGS[finding])
    assert candidate == reference
