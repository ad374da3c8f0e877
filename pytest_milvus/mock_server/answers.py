"""Generated answers: valid responses of an RPC.

The one rule: the status is success and whatever a client waits for is finished, so that an answer is decoded and
not refused.
"""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pytest_milvus.mock_server.messages import messages
from pytest_milvus.mock_server.script import Reply
from pytest_milvus.mock_server.service import rpcs
from pytest_milvus.mock_server.tables import tables

__all__ = ["answers"]


@cache
def answers(rpc: str) -> SearchStrategy[Reply]:
    """Return a strategy for valid answers of an RPC."""
    table = tables(rpc)
    if table is not None:
        return table.map(Reply.of)
    one = messages(rpcs()[rpc].response.DESCRIPTOR)
    if rpcs()[rpc].streams_out:
        return st.lists(one, max_size=3).map(lambda several: Reply.of(*several))
    return one.map(Reply.of)
