"""The plugin's entry point: hooks, and the fixtures by import.

The one rule: nothing imported here imports more than pytest and the standard library; what a fixture needs is
imported when a test asks for it, so that projects that merely have the plugin installed pay nothing.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import ExitStack
from importlib import import_module
from importlib.util import find_spec
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


SHORTEST_TOKEN = 8
"""A shorter text in the environment is struck only if it is this run's token."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options of design section 5."""
    add_options(parser)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """Run the conformance suite in a process of its own, which may end as it likes."""
    if hasattr(config, "workerinput") or not asks_for_conformance(config):
        return None
    _strike_secrets(config)
    status: int | None = _suite("supervisor").supervise(config, options_of(config))
    return status


def pytest_configure(config: pytest.Config) -> None:
    """Check the options, so that a wrong one is an error at once, and join what they ask for."""
    options = options_of(config)
    config.addinivalue_line("markers", MARKER)
    register_asyncio_loops(config)
    _strike_secrets(config)
    if asks_for_conformance(config):
        direct = ExitStack()  # to the servers that play Milvus, and to a real one that is local
        direct.enter_context(no_proxy_for_loopback())
        config.add_cleanup(direct.close)
        # gRPC, which reads this when it is imported, would print that unclosed clients are told to go away.
        os.environ.setdefault("GRPC_VERBOSITY", "ERROR")
        seed = int(run_of(config).id, 16) if options.seed is None else options.seed
        _suite("plugin").register(config, options, seed, run_of(config).id)


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
            redaction = session.config.pluginmanager.get_plugin("milvus-redaction")
            text = f"milvus: collections pm_{run.id}_* may be left at {options.uri}: {error}"
            print(f"\n{redaction.strike(text) if redaction else text}")  # noqa: T201


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Apply the markers, and watch over async clients where a test uses Milvus at all."""
    prepare(items, in_worker=hasattr(config, "workerinput"))
    if any(map(uses_milvus, items)) and not asks_for_conformance(config):  # which takes clients as they are
        from pytest_milvus.clients.leaks import LeakWatch

        config.pluginmanager.register(LeakWatch(), "milvus-leak-watch")


def _suite(name: str) -> Any:
    """Return a module of the suite's pytest side; nothing else of ``conformance`` is loaded by this package.

    Args:
        name: Name of the module.

    Raises:
        pytest.UsageError: Something else of that name stands in the way.
    """
    try:
        return import_module(f"conformance.plugin.{name}")
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("conformance"):
            raise
        found = find_spec("conformance")
        places = [] if found is None else [found.origin or "", *(found.submodule_search_locations or ())]
        msg = (
            f"the conformance suite cannot be loaded, because another package has its name: "
            f"{next(filter(None, places), 'not found')}\n"
            "  - run it from another folder, or rename that package"
        )
        raise pytest.UsageError(msg) from None


def _strike_secrets(config: pytest.Config) -> None:
    """Register what strikes the run's tokens from everything that is written, once."""
    tokens = [token for token in (options_of(config).token, *_tokens_around()) if token]
    if tokens and not config.pluginmanager.hasplugin("milvus-redaction"):
        from pytest_milvus.redaction import RedactedReports
        from pytest_milvus.secret import Redaction

        config.pluginmanager.register(RedactedReports(Redaction(*tokens)), "milvus-redaction")


def _tokens_around() -> list[str]:
    """Return the tokens in the environment; those that nobody asked for, too, can be read there and printed."""
    found = (os.environ.get(name, "") for name in ("PYTEST_MILVUS_TOKEN", "MILVUS_TOKEN"))
    return [token for token in found if len(token) >= SHORTEST_TOKEN]
