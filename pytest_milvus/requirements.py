"""The marker ``milvus``: what a test needs from the server.

The one rule: a wrong marker is an error when tests are collected, a lack a skip that says what is lacking.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_milvus.engines.engine import Engine

__all__ = ["MARKER", "milvus_requirements", "prepare"]

MARKER = "milvus(requires=[NAME, ...]): skip the test where the Milvus server lacks one of these capabilities"
_FIXTURE = "_milvus_requirements"


def prepare(items: Iterable[pytest.Item], *, in_worker: bool) -> None:
    """Check the markers of the collected tests, and let each marked test look at its server first.

    Args:
        items: The tests.
        in_worker: Whether this is a pytest-xdist worker, which must not end while tests are collected: there
            the test with the wrong marker fails.

    Raises:
        pytest.UsageError: A marker names no capability; lists those that there are.
    """
    for item in items:
        if item.get_closest_marker("milvus") is None:
            continue
        if not in_worker:
            _required(item)
        names: list[str] = getattr(item, "fixturenames", [])
        if _FIXTURE not in names:
            names.insert(0, _FIXTURE)


@pytest.fixture(name=_FIXTURE)
def milvus_requirements(request: pytest.FixtureRequest) -> None:
    """Skip the test if the server lacks what it requires."""
    try:
        required = _required(request.node)
    except pytest.UsageError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    if not required:
        return
    engine: Engine = request.getfixturevalue("milvus_engine")
    if lacking := sorted(required - engine.capabilities):
        pytest.skip(f"Milvus {engine.server_version} ({engine.name}) does not offer {', '.join(lacking)}")


def _required(item: pytest.Item) -> frozenset[str]:
    return frozenset().union(*(_names(item, marker) for marker in item.iter_markers("milvus")))


def _names(item: pytest.Item, marker: pytest.Mark) -> frozenset[str]:
    names = marker.kwargs.get("requires", ())
    if marker.args or marker.kwargs.keys() - {"requires"} or isinstance(names, str):
        msg = f"{item.nodeid}: write the marker as @pytest.mark.milvus(requires=['sparse', ...])"
        raise pytest.UsageError(msg)
    if names:
        _check(item, names)
    return frozenset(names)


def _check(item: pytest.Item, names: Iterable[str]) -> None:
    from pytest_milvus.data import data_path, load_toml

    known = load_toml(data_path("engines", "capabilities.toml"))
    if unknown := sorted(set(names) - known.keys()):
        msg = f"{item.nodeid}: no such capability: {', '.join(unknown)}; there are: {', '.join(known)}"
        raise pytest.UsageError(msg)
