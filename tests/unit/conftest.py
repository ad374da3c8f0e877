"""Unit tests are unit tests: no gRPC server starts in them, and Hypothesis explains nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

import grpc
import pytest
from hypothesis import Phase, settings

# To explain an example Hypothesis traces every line, which costs as much as to find it; here many are looked for.
settings.register_profile("unit", phases=[phase for phase in Phase if phase is not Phase.explain])
settings.load_profile("unit")


def _refuse(*_: object, **__: object) -> NoReturn:
    pytest.fail("a unit test starts a gRPC server; tests that need one are in tests/wire", pytrace=False)


@pytest.fixture(autouse=True, scope="module")
def no_server() -> Iterator[None]:
    """Refuse servers in every test of this folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grpc, "server", _refuse)
        patch.setattr(grpc.aio, "server", _refuse)
        yield
