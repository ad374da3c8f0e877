"""Fixtures of a conformance run: the driver of a case's tier, opened once for each process."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

import pytest

from conformance.clients import Server
from conformance.model.escaping import every_text, writable
from conformance.plugin.settings import SETTINGS, Settings
from conformance.plugin.sharing import chosen, workers
from conformance.report.event import ENGINE, EVENT, CaseFinished
from conformance.strategies import exclusions
from conformance.tiers.check import Case
from conformance.tiers.tier import Driver, Opening
from conformance.tiers.tiers import tier_of
from conformance.twins.driver import TwinsDriver

__all__ = [
    "ON_ENGINE",
    "conformance_driver",
    "conformance_drivers",
    "conformance_drivers_on_engine",
    "conformance_emit",
    "conformance_settings",
    "conformance_twins",
]

ON_ENGINE = ("milvus_engine", "conformance_drivers_on_engine")
"""Fixtures that the cases of a tier which needs an engine ask for, beside those of all cases."""


class Drivers:
    """The drivers of a process, by tier; each is opened when its first case needs it.

    Args:
        session: The test session, which knows the cases.
        settings: What the run was asked for.
        stack: Closes them.
        twins: Returns the driver of the run's engine.
    """

    def __init__(
        self, session: pytest.Session, settings: Settings, stack: ExitStack, twins: Callable[[], TwinsDriver]
    ) -> None:
        self._session, self._settings, self._stack, self._twins = session, settings, stack, twins
        self._open: dict[str, Driver] = {}

    def of(self, name: str) -> Driver:
        """Return the driver of a tier."""
        if name not in self._open:
            logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # provoked errors are outcomes, not news
            tier, cases = tier_of(name), chosen(self._session, name)
            settings = self._settings
            opening = Opening(
                settings.reference, settings.candidate, cases, tier.groups(cases, workers()), self._twins
            )
            self._open[name] = self._stack.enter_context(tier.open(opening))
        return self._open[name]


def _no_engine() -> TwinsDriver:
    msg = "a tier asked for the engine's driver that does not say that it needs an engine"
    raise LookupError(msg)


@pytest.fixture(scope="session")
def conformance_settings(request: pytest.FixtureRequest) -> Settings:
    """What the run was asked for."""
    return request.config.stash[SETTINGS]


@pytest.fixture(scope="session")
def conformance_twins(
    conformance_settings: Settings, milvus_engine: Any, milvus_names: Any
) -> Iterator[TwinsDriver]:
    """The server, with both clients on it."""
    server = Server(
        milvus_engine.name,
        milvus_engine.uri,
        milvus_engine.token,
        milvus_engine.server_version,
        frozenset(milvus_engine.capabilities),
        waits=milvus_engine.waits,
    )
    clients = conformance_settings.reference, conformance_settings.candidate
    # Names without a label, because a user's may have 31 characters.
    driver = TwinsDriver(server, *clients, partial(milvus_names.new, ""), is_alive=milvus_engine.is_alive)
    yield driver
    driver.close()


@pytest.fixture(scope="session")
def conformance_drivers(request: pytest.FixtureRequest, conformance_settings: Settings) -> Iterator[Drivers]:
    """The drivers of tiers that need no engine."""
    with ExitStack() as stack:
        yield Drivers(request.session, conformance_settings, stack, _no_engine)


@pytest.fixture(scope="session")
def conformance_drivers_on_engine(
    request: pytest.FixtureRequest, conformance_settings: Settings, conformance_twins: TwinsDriver
) -> Iterator[Drivers]:
    """The drivers of tiers that need an engine; closed before it ends."""
    with ExitStack() as stack:
        yield Drivers(request.session, conformance_settings, stack, lambda: conformance_twins)


@pytest.fixture
def conformance_driver(request: pytest.FixtureRequest, conformance_case: Case) -> Driver:
    """The driver of a case's tier."""
    tier = tier_of(conformance_case.check.tier)
    kind = "conformance_drivers_on_engine" if tier.needs_engine else "conformance_drivers"
    drivers: Drivers = request.getfixturevalue(kind)
    return drivers.of(tier.name)


@pytest.fixture
def conformance_emit(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> Callable[[CaseFinished], None]:
    """What attaches the event of a case to the test's report, and what is known of the engine by then."""
    strike = request.config.stash[SETTINGS].strike

    def record(name: str, document: Any) -> None:
        clean = every_text(document, lambda text: writable(strike(text)))
        record_property(name, json.dumps(clean))

    def emit(event: CaseFinished) -> None:
        if tier_of(event.tier).needs_engine:
            record(ENGINE, _engine(request.getfixturevalue("conformance_twins")))
        record(EVENT, event.to_json())

    return emit


def _engine(driver: TwinsDriver) -> dict[str, Any]:
    server = driver.server
    return {
        "name": server.engine,
        "version": server.version,
        "refused scenes": dict(sorted(driver.refused.items())),
        "exclusions": {item.construct: item.reason for item in exclusions(server.capabilities)},
    }
