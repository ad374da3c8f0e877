"""Fixtures of the suite's own tests."""

from __future__ import annotations

import gc
import json
import logging
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from conformance.checks.runtime.stage import RuntimeStage
from conformance.checks.sequence.telling import BESIDE, StoryStage
from conformance.checks.stage import Stage
from conformance.checks.surface.stage import SurfaceStage
from conformance.checks.wire.stage import WireStage
from conformance.clients import Server
from conformance.report.event import ENGINE, EVENT, CaseFinished
from conformance.strategies import exclusions
from conformance.suite.settings import SETTINGS, Settings
from conformance.suite.sharing import chosen, shares, workers

__all__ = [
    "conformance_emit",
    "conformance_runtime_stage",
    "conformance_settings",
    "conformance_stage",
    "conformance_story_stage",
    "conformance_surface_stage",
    "conformance_wire_stage",
]


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
    # Names without a label, because a user's may have 31 characters.
    stage = Stage(server, *clients, partial(milvus_names.new, ""), is_alive=milvus_engine.is_alive)
    yield stage
    stage.close()


@pytest.fixture(scope="session")
def conformance_story_stage(conformance_stage: Stage, request: pytest.FixtureRequest) -> StoryStage:
    """The server, where stories are told; a real one on several stages."""
    stages = conformance_stage.stages(1 if conformance_stage.server.engine == "embedded" else BESIDE)
    return StoryStage(stages, [case.method for case in chosen(request.session, "sequence")])


@pytest.fixture(scope="session")
def conformance_surface_stage(conformance_settings: Settings) -> SurfaceStage:
    """The two surfaces."""
    return SurfaceStage(conformance_settings.reference, conformance_settings.candidate)


@pytest.fixture(scope="session")
def conformance_wire_stage(
    conformance_settings: Settings, request: pytest.FixtureRequest
) -> Iterator[WireStage]:
    """A pair of scripted servers."""
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
    # Each of thousands of clients is garbage in cycles; what is here already need not be searched every time.
    gc.freeze()
    clients = conformance_settings.reference, conformance_settings.candidate
    stage = WireStage(*clients, chosen(request.session, "wire"))
    yield stage
    stage.close()
    # What grpcio 1.67 still holds of calls with arguments of a wrong type complains when it goes: here, where
    # warnings are ignored, and not after the verdict.
    gc.collect()


@pytest.fixture(scope="session")
def conformance_runtime_stage(
    conformance_settings: Settings, request: pytest.FixtureRequest
) -> Iterator[RuntimeStage]:
    """A scripted server with many addresses."""
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
    settings = conformance_settings
    cases = chosen(request.session, "runtime")
    stage = RuntimeStage(settings.reference, settings.candidate, shares(cases, workers()))
    yield stage
    stage.close()


@pytest.fixture
def conformance_emit(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> Callable[[CaseFinished], None]:
    """What attaches the event of a case to the test's report, and what is known of the engine by then."""

    def emit(event: CaseFinished) -> None:
        if "conformance_stage" in request.fixturenames:
            record_property(ENGINE, json.dumps(_engine(request.getfixturevalue("conformance_stage"))))
        record_property(EVENT, json.dumps(event.to_json()))

    return emit


def _engine(stage: Stage) -> dict[str, Any]:
    server = stage.server
    return {
        "name": server.engine,
        "version": server.version,
        "refused scenes": dict(sorted(stage.refused.items())),
        "exclusions": {item.construct: item.reason for item in exclusions(server.capabilities)},
    }
