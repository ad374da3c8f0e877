"""Unit tests are unit tests: no gRPC server starts in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

import grpc
import pytest


def _refuse(*_: object, **__: object) -> NoReturn:
    pytest.fail("a unit test starts a gRPC server; tests that need one are in tests/wire", pytrace=False)


@pytest.fixture(autouse=True, scope="module")
def no_server() -> Iterator[None]:
    """Refuse servers in every test of this folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grpc, "server", _refuse)
        patch.setattr(grpc.aio, "server", _refuse)
        yield
