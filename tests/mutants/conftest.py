"""The ground on which mutants are hunted: an embedded server of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from conformance.clients import Server
from pytest_milvus.engines.embedded import EmbeddedEngine
from tests.mutants.harness import Ground, server_on


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """An embedded server, whatever engine the run asks for: what catches a mutant depends on the engine."""
    with server_on(EmbeddedEngine()) as server:
        yield server


@pytest.fixture(scope="session")
def ground(server: Server) -> Iterator[Callable[[float], Ground]]:
    """Return the ground on which calls have a deadline."""
    made: dict[float, Ground] = {}

    def ground(deadline: float) -> Ground:
        if deadline not in made:
            made[deadline] = Ground(server, f"mutants_{len(made)}", deadline=deadline)
        return made[deadline]

    yield ground
    for one in made.values():
        one.close()
