"""Runs of pytest inside these tests, against the server of the outer session.

The server serves the inner runs as an external one, so that none of them has to start its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

# An inner run in this process forgets what it imported; these must not be imported twice.
import hypothesis  # noqa: F401
import pymilvus
import pytest

import pytest_milvus.datasets  # noqa: F401

INI = """\
[pytest]
asyncio_default_fixture_loop_scope = function
addopts = -p no:cacheprovider -rA --strict-markers
filterwarnings = error
"""

RunTests = Callable[..., pytest.RunResult]


@pytest.fixture(autouse=True)
def no_options_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the environment of the outer run out of the inner one."""
    import os

    for name in os.environ:
        # Under CI pytest's short summary repeats whole messages.
        if name.startswith("PYTEST_MILVUS_") or name in ("CI", "BUILD_NUMBER"):
            monkeypatch.delenv(name)


@pytest.fixture
def server(milvus_uri: str) -> Iterator[pymilvus.MilvusClient]:
    """A client of the server that inner runs use; it checks that nobody's collections were touched."""
    client = pymilvus.MilvusClient(milvus_uri)
    before = client.list_collections()
    yield client
    assert sorted(client.list_collections()) == sorted(before)
    client.close()


@pytest.fixture
def run_tests(pytester: pytest.Pytester, milvus_uri: str) -> RunTests:
    """Run a test file on the server of the outer session: ``run_tests(source, *arguments)``.

    Unless an argument chooses another server; ``subprocess`` where this process would be in the way.
    """

    def run(source: str, *arguments: str, ini: str = "", subprocess: bool = False) -> pytest.RunResult:
        pytester.makeini(INI + ini)
        pytester.makepyfile(source)
        run = pytester.runpytest_subprocess if subprocess else pytester.runpytest_inprocess
        if not any(argument.startswith(("--milvus-uri", "--milvus-engine")) for argument in arguments):
            arguments = (f"--milvus-uri={milvus_uri}", *arguments)
        if subprocess:
            arguments = (*arguments, "-pno:hypothesispytest")  # it imports hypothesis, for two seconds
        return run(*arguments)

    return run
