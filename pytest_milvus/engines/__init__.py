"""Engines: a Milvus that starts by itself, runs in a container, or is already there."""

from pytest_milvus.engines.engine import Engine
from pytest_milvus.engines.kinds import EngineKind, Place, make_engine

__all__ = ["Engine", "EngineKind", "Place", "make_engine"]
