"""One more server beside a run: of the engine that takes a second to start, and touches nothing of a user's."""

from __future__ import annotations

from pytest_milvus.engines.engine import Engine

__all__ = ["SPARE", "spare_engine"]

SPARE = "embedded"
"""The name of the engine that it is of."""


def spare_engine() -> Engine:
    """Return one more engine of that name, not yet started."""
    from pytest_milvus.engines.embedded import EmbeddedEngine  # here: most who may need a server do not

    return EmbeddedEngine()
