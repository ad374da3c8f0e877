"""A browser, where there is one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium without a window, on a machine that has it and what drives it.

    Skips elsewhere; fails where ``PYTEST_MILVUS_REQUIRE_BROWSER=1``, so that CI cannot lose these tests.
    """
    if missing := _missing():
        if os.environ.get("PYTEST_MILVUS_REQUIRE_BROWSER") == "1":
            pytest.fail(missing, pytrace=False)
        pytest.skip(missing)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        # Root, as in CI, has no sandbox; what is opened are files that the tests wrote.
        opened = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield opened
        opened.close()


def _missing() -> str:
    if not shutil.which("chromium"):
        return "there is no chromium: run tests/browser/install-browser"
    for package in ("playwright", "axe_playwright_python"):
        if find_spec(package) is None:
            return f"{package} is not installed: run pip install -e '.[browser]'"
    return ""
