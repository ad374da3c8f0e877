"""What `tests/unit/conftest.py` refuses, it does refuse."""

from __future__ import annotations

import grpc
import pytest


@pytest.mark.parametrize(
    "make", [lambda: grpc.server(None), lambda: grpc.aio.server()], ids=["sync", "async"]
)
def test_no_grpc_server_starts_in_a_unit_test(make) -> None:
    with pytest.raises(pytest.fail.Exception, match="tests/wire"):
        make()
