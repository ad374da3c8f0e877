"""The ground on which wire mutants are hunted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.mutants.wire.harness import WireGround


@pytest.fixture(scope="session")
def wire_ground() -> Iterator[WireGround]:
    """One driver for all."""
    ground = WireGround()
    yield ground
    ground.close()
