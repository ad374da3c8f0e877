"""Generated answers: valid responses of an RPC.

The one rule: the status is success and whatever a client waits for is finished, so that an answer is decoded and
not refused.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pytest_milvus.mock_server.messages import messages
from pytest_milvus.mock_server.script import Reply
from pytest_milvus.mock_server.service import rpcs
from pytest_milvus.mock_server.tables import tables

__all__ = ["answers"]


COSTS = {
    "report_value": "7",
    "scanned_remote_bytes": "4096",
    "scanned_total_bytes": "8192",
    "cache_hit_ratio": "0.5",
}
"""What servers that meter tell with a status."""


@cache
def answers(rpc: str) -> SearchStrategy[Reply]:
    """Return a strategy for valid answers of an RPC."""
    descriptor = rpcs()[rpc].response.DESCRIPTOR
    table = tables(rpc)
    one = messages(descriptor) if table is None else table
    if rpcs()[rpc].streams_out:
        return st.lists(one, max_size=3).map(lambda several: Reply.of(*several))
    status = descriptor.fields_by_name.get("status")
    if status is not None and status.message_type and "extra_info" in status.message_type.fields_by_name:
        return st.builds(_metered, one, st.booleans()).map(Reply.of)
    return one.map(Reply.of)


def _metered(response: Any, told: bool) -> Any:
    if told:
        response.status.extra_info.update(COSTS)
    return response
