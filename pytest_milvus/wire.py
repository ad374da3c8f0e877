"""A scripted server, for tests that need certain answers more than a database.

The one rule: each test has an address of its own, because clients keep connections and caches by address.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from pytest_milvus.loopback import no_proxy_for_loopback

if TYPE_CHECKING:
    from pytest_milvus.mock_server import MockServer

__all__ = ["milvus_wire", "milvus_wire_server"]


@pytest.fixture(scope="session")
def milvus_wire() -> Iterator[MockServer]:
    """The server behind `milvus_wire_server`, started once."""
    # gRPC would print that clients which nobody closed are told to go away.
    os.environ.setdefault("GRPC_VERBOSITY", "ERROR")
    from pytest_milvus.mock_server import MockServer

    with no_proxy_for_loopback(), MockServer() as server:
        yield server


@pytest.fixture
def milvus_wire_server(milvus_wire: MockServer) -> MockServer:
    """A Milvus on loopback that answers from a script and remembers what it was asked; no engine is started.

    Without a script all is well in a small world with the collection ``books``. ``follow(Rule(...))`` scripts
    answers, ``sent("Search")`` returns the requests of an RPC; see `pytest_milvus.mock_server`.
    """
    milvus_wire.renew()
    return milvus_wire
