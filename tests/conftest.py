"""What tests in several folders share: the image of a real Milvus, where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

# Some images forbid to keep bytecode: each of hundreds of processes that tests start would compile what it imports.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

MILVUS_IMAGE = "milvusdb/milvus:v2.3.5"
TIMEOUT = 300.0
EXHAUSTIVE = "exhaustive"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave exhaustive hunts out unless ``-m`` names them, and let no test hang.

    Timeouts are not set by the ini key, since a conformance run in this folder needs no pytest-timeout.
    """
    if config.option.collectonly:  # no snapshot is used where nothing runs
        config.option.warn_unused_snapshots = True
    if EXHAUSTIVE not in config.option.markexpr:
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker(EXHAUSTIVE)])
        items[:] = [item for item in items if not item.get_closest_marker(EXHAUSTIVE)]
    for item in items if config.pluginmanager.hasplugin("timeout") else []:
        if item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(TIMEOUT))


@pytest.fixture(scope="session")
def milvus_image() -> str:
    """The image that ``tests/container/build-image`` makes, on a machine whose Docker has it.

    Skips elsewhere; fails where ``PYTEST_MILVUS_REQUIRE_CONTAINER=1``, so that CI cannot lose these tests.
    """
    # All traffic stays on loopback; and there is no image of testcontainers' reaper here.
    os.environ["TESTCONTAINERS_RYUK_DISABLED"] = "true"
    os.environ["TESTCONTAINERS_HOST_OVERRIDE"] = "127.0.0.1"
    if missing := _missing():
        if os.environ.get("PYTEST_MILVUS_REQUIRE_CONTAINER") == "1":
            pytest.fail(missing, pytrace=False)
        pytest.skip(missing)
    return MILVUS_IMAGE


def _missing() -> str:
    if not shutil.which("docker"):
        return "Docker is not installed"
    if subprocess.run(["docker", "info"], capture_output=True).returncode:
        return "Docker does not answer"
    if subprocess.run(["docker", "image", "inspect", MILVUS_IMAGE], capture_output=True).returncode:
        return f"no image {MILVUS_IMAGE}: run tests/container/build-image"
    return ""
