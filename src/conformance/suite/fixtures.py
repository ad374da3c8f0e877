"""Fixtures of the suite's own tests."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from conformance.checks.stage import Stage
from conformance.clients import Server
from conformance.report.event import ENGINE, EVENT, CaseFinished
from conformance.strategies import exclusions
from conformance.suite.runner import Runner
from conformance.suite.settings import SETTINGS, Settings

__all__ = ["conformance_runner", "conformance_settings", "conformance_stage"]


@pytest.fixture(scope="session")
def conformance_settings(request: pytest.FixtureRequest) -> Settings:
    """What the run was asked for."""
    return request.config.stash[SETTINGS]


@pytest.fixture(scope="session")
def conformance_stage(
    conformance_settings: Settings, milvus_engine: Any, milvus_names: Any
) -> Iterator[Stage]:
    """The server, with both clients on it."""
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # provoked errors are outcomes, not news
    server = Server(
        milvus_engine.name,
        milvus_engine.uri,
        milvus_engine.token,
        milvus_engine.server_version,
        frozenset(milvus_engine.capabilities),
    )
    clients = conformance_settings.reference, conformance_settings.candidate
    stage = Stage(
        server, *clients, lambda: str(milvus_names.new("conformance")), is_alive=milvus_engine.is_alive
    )
    yield stage
    stage.close()


@pytest.fixture(scope="session")
def conformance_runner(conformance_settings: Settings, conformance_stage: Stage) -> Runner:
    """What runs cases."""
    return Runner(conformance_settings, conformance_stage)


@pytest.fixture
def conformance_emit(
    conformance_runner: Runner, record_property: Callable[[str, object], None]
) -> Callable[[CaseFinished], None]:
    """What attaches the event of a case to the test's report."""

    def emit(event: CaseFinished) -> None:
        server, refused = conformance_runner.stage.server, dict(sorted(conformance_runner.refused.items()))
        engine = {
            "name": server.engine,
            "version": server.version,
            "refused scenes": refused,
            "exclusions": {item.construct: item.reason for item in exclusions(server.capabilities)},
        }
        record_property(ENGINE, json.dumps(engine))
        record_property(EVENT, json.dumps(event.to_json()))

    return emit
