"""The server of a session, and what it takes to connect to it.

The one rule: the server starts when the first test asks for it, and a failure to start is told once in full.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest

from pytest_milvus.address import connection_args
from pytest_milvus.loopback import is_loopback, no_proxy_for_loopback
from pytest_milvus.options import options_of
from pytest_milvus.run import asks_for_conformance, run_of
from pytest_milvus.watch import ServerWatch

if TYPE_CHECKING:
    from pytest_milvus.engines.engine import Engine

__all__ = ["milvus_connection_args", "milvus_engine", "milvus_uri"]


@pytest.fixture(scope="session")
def milvus_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The running Milvus server: ``uri``, ``token``, ``server_version``, ``capabilities``, ``logs()``.

    Started by the first test that needs it, stopped at the end of the session. ``--milvus-engine`` and
    ``--milvus-uri`` choose which; with pytest-xdist each worker has an embedded server of its own.
    """
    options = options_of(request.config)
    with no_proxy_for_loopback() if not options.uri or is_loopback(options.uri) else nullcontext():
        yield from _running(request.config)


def _running(config: pytest.Config) -> Iterator[Engine]:
    from pytest_milvus.engines import make_engine
    from pytest_milvus.errors import RemedyError

    run, options = run_of(config), options_of(config)
    try:
        engine = make_engine(options, shared_dir=run.shared, worker=run.worker)
        engine.start()
    except RemedyError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    # A conformance run has collections that live as long as the session; a new server must not turn it green.
    watch = ServerWatch(engine, restarts=not asks_for_conformance(config))
    config.pluginmanager.register(watch)
    yield engine
    config.pluginmanager.unregister(watch)
    engine.stop()


@pytest.fixture(scope="session")
def milvus_uri(milvus_engine: Engine) -> str:
    """The server's address, for example ``http://127.0.0.1:19530``."""
    return milvus_engine.uri


@pytest.fixture(scope="session")
def milvus_connection_args(milvus_engine: Engine) -> dict[str, Any]:
    """Keyword arguments of a client, as a dict: ``uri``, ``db_name``, and ``token`` where there is one.

    What ``MilvusClient(**milvus_connection_args)`` takes, and what frameworks call ``connection_args``. The
    token's ``repr`` hides it.
    """
    return connection_args(milvus_engine.uri, milvus_engine.token)
