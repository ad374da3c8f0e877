"""Async clients that a test makes by itself and leaves open.

The one rule: nothing is watched but tests that use Milvus, and pymilvus is itself again after each of them.
"""

from __future__ import annotations

import functools
import os
import sys
import warnings
from collections.abc import Generator
from typing import Any, NamedTuple

import pytest

from pytest_milvus import MilvusClientWarning
from pytest_milvus.watch import uses_milvus

__all__ = ["LeakWatch"]


class _Site(NamedTuple):
    file: str
    line: int


class LeakWatch:
    """Plugin that warns of every connected ``AsyncMilvusClient`` that is still open when its test is over.

    Clients made by fixtures of a wider scope are let alone: they may live on.
    """

    def __init__(self) -> None:
        # The clients themselves, not weak references: one that was dropped without close() is a leak too.
        self._open: dict[int, tuple[Any, _Site]] = {}
        self._patch = pytest.MonkeyPatch()
        self._paused = False

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, None, None]:
        """Watch from before the first fixture."""
        if uses_milvus(item):
            self._watch()
        __tracebackhide__ = True
        yield

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Generator[None, object, object]:
        """Look away while a fixture is made that outlives the test."""
        __tracebackhide__ = True
        paused, self._paused = self._paused, self._paused or fixturedef.scope != "function"
        try:
            return (yield)
        finally:
            self._paused = paused

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, None, None]:
        """Warn after the last fixture had its chance to close what it made."""
        __tracebackhide__ = True
        try:
            yield
        finally:
            self._patch.undo()
            leaked, self._open = self._open, {}
        for client, site in leaked.values():
            if getattr(client, "_handler", client) is not None:  # pymilvus 3 connects with the first call
                file = site.file.removeprefix(f"{item.config.rootpath}{os.sep}")
                warnings.warn_explicit(_TEXT.format(file, site.line), MilvusClientWarning, *site)

    def _watch(self) -> None:
        from pymilvus import AsyncMilvusClient

        made, close = AsyncMilvusClient.__init__, AsyncMilvusClient.close

        @functools.wraps(made)
        def noted_init(client: Any, *args: Any, **kwargs: Any) -> None:
            made(client, *args, **kwargs)
            if not self._paused:
                self._open[id(client)] = client, _site()

        @functools.wraps(close)
        async def noted_close(client: Any) -> None:
            self._open.pop(id(client), None)
            await close(client)

        self._patch.setattr(AsyncMilvusClient, "__init__", noted_init)
        self._patch.setattr(AsyncMilvusClient, "close", noted_close)


_TEXT = (
    "an AsyncMilvusClient made at {}:{} was still open when the test was over; "
    "close it on its loop (`await client.close()`), or use async_milvus_client"
)


def _site() -> _Site:
    """Return where the client is being made: the nearest frame outside pymilvus and this package."""
    frame = sys._getframe(2)
    while frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0] in (
        "pymilvus",
        "pytest_milvus",
    ):
        frame = frame.f_back
    return _Site(frame.f_code.co_filename, frame.f_lineno)
