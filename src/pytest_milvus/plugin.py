"""The plugin's entry point: hooks, and the fixtures by import.

The one rule: nothing imported here imports more than pytest and the standard library; what a fixture needs is
imported when a test asks for it, so that projects that merely have the plugin installed pay nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from pytest_milvus.clients.fixtures import (
    async_milvus_client,
    async_milvus_client_on_anyio_loop,
    milvus_client,
)
from pytest_milvus.collection import milvus_collection
from pytest_milvus.connection import milvus_connection_args, milvus_engine, milvus_uri
from pytest_milvus.janitor import milvus_names
from pytest_milvus.options import add_options, options_of
from pytest_milvus.requirements import MARKER, milvus_requirements, prepare
from pytest_milvus.run import run_of, tell_worker

__all__ = [
    "async_milvus_client",
    "async_milvus_client_on_anyio_loop",
    "milvus_client",
    "milvus_collection",
    "milvus_connection_args",
    "milvus_engine",
    "milvus_names",
    "milvus_requirements",
    "milvus_uri",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options of design section 5."""
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Check the options, so that a wrong one is an error at once, and join what they ask for."""
    options = options_of(config)
    config.addinivalue_line("markers", MARKER)
    if options.token:
        from pytest_milvus.secret import Redaction

        config.pluginmanager.register(Redaction(options.token), "milvus-redaction")
    if _asks_for_conformance(config):
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


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Apply the markers, and watch over async clients where a test uses Milvus at all."""
    prepare(items)
    if any("milvus_engine" in getattr(item, "fixturenames", ()) for item in items):
        from pytest_milvus.clients.leaks import LeakWatch

        config.pluginmanager.register(LeakWatch(), "milvus-leak-watch")


def _asks_for_conformance(config: pytest.Config) -> bool:
    first_names = {
        argument.partition("::")[0].replace(".", "/").partition("/")[0] for argument in config.args
    }
    return bool(config.option.pyargs) and "conformance" in first_names
