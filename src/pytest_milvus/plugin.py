"""The plugin's entry point: hooks, and the fixtures by import.

The one rule: nothing imported here imports more than pytest and the standard library; what a fixture needs is
imported when a test asks for it, so that projects that merely have the plugin installed pay nothing.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import ExitStack
from importlib import import_module
from typing import Any

import pytest

from pytest_milvus.clients.fixtures import (
    async_milvus_client,
    async_milvus_client_on_anyio_loop,
    milvus_client,
    register_asyncio_loops,
)
from pytest_milvus.collection import milvus_collection
from pytest_milvus.connection import (
    milvus_connection_args,
    milvus_engine,
    milvus_uri,
)
from pytest_milvus.janitor import milvus_names, sweep_after_workers
from pytest_milvus.loopback import no_proxy_for_loopback
from pytest_milvus.options import add_options, options_of
from pytest_milvus.requirements import MARKER, milvus_requirements, prepare
from pytest_milvus.run import asks_for_conformance, run_of, tell_worker
from pytest_milvus.seeded import milvus_dataset, milvus_seeded, seeded_collection
from pytest_milvus.watch import uses_milvus
from pytest_milvus.wire import milvus_wire, milvus_wire_server

__all__ = [
    "async_milvus_client",
    "async_milvus_client_on_anyio_loop",
    "milvus_client",
    "milvus_collection",
    "milvus_connection_args",
    "milvus_dataset",
    "milvus_engine",
    "milvus_names",
    "milvus_requirements",
    "milvus_seeded",
    "milvus_uri",
    "milvus_wire",
    "milvus_wire_server",
    "seeded_collection",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options of design section 5."""
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Check the options, so that a wrong one is an error at once, and join what they ask for."""
    options = options_of(config)
    config.addinivalue_line("markers", MARKER)
    register_asyncio_loops(config)
    if options.token:
        from pytest_milvus.secret import Redaction

        config.pluginmanager.register(Redaction(options.token), "milvus-redaction")
    if asks_for_conformance(config):
        direct = ExitStack()  # to the servers that play Milvus, and to a real one that is local
        direct.enter_context(no_proxy_for_loopback())
        config.add_cleanup(direct.close)
        # gRPC, which reads this when it is imported, would print that unclosed clients are told to go away.
        os.environ.setdefault("GRPC_VERBOSITY", "ERROR")
        seed = int(run_of(config).id, 16) if options.seed is None else options.seed
        import_module("conformance.suite.plugin").register(config, options, seed)


def pytest_report_header(config: pytest.Config) -> str:
    """Say which Milvus the tests run on; it is started by the first test that needs it."""
    options = options_of(config)
    return f"milvus: {options.engine} engine{f' at {options.uri}' if options.uri else ''}"


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a pytest-xdist worker which run it belongs to."""
    tell_worker(node)


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, None, None]:
    """Clean up after pytest-xdist workers, once they are gone."""
    yield
    run, options = run_of(session.config), options_of(session.config)
    if run.shared and run.worker == "master" and options.uri:
        try:
            sweep_after_workers(run, options.uri, options.token)
        except Exception as error:  # whatever it is, the results of the run must not be lost for it
            print(f"\nmilvus: collections pm_{run.id}_* may be left at {options.uri}: {error}")  # noqa: T201


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Apply the markers, and watch over async clients where a test uses Milvus at all."""
    prepare(items, in_worker=hasattr(config, "workerinput"))
    if any(map(uses_milvus, items)) and not asks_for_conformance(config):  # which takes clients as they are
        from pytest_milvus.clients.leaks import LeakWatch

        config.pluginmanager.register(LeakWatch(), "milvus-leak-watch")
