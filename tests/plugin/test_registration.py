"""The plugin is registered once, however it is asked for, and costs a stranger's project nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.sampling import one_of_each

pytest_plugins = ["pytester"]

QUICK = "-pno:hypothesispytest"  # it imports hypothesis, for two seconds
CONFTEST = """
import sys
import pytest

def pytest_configure(config):
    import pytest_milvus.plugin
    manager = config.pluginmanager
    (name,) = [name for name, plugin in manager.list_name_plugin() if plugin is pytest_milvus.plugin]
    assert [impl.plugin for impl in manager.hook.pytest_report_header.get_hookimpls()].count(pytest_milvus.plugin) == 1
    assert "milvus_client" in manager.get_plugin(name).__dict__
"""
LOADED = """
import sys

def pytest_sessionfinish():
    heavy = {"pymilvus", "grpc", "numpy", "scipy", "hypothesis", "milvus_lite", "testcontainers", "conformance"}
    print("heavy:", sorted(heavy & sys.modules.keys()))
"""


@pytest.mark.parametrize(
    ("autoload", "arguments"),
    [(True, []), (True, ["-p", "pytest_milvus"]), (False, ["-p", "pytest_milvus"])],
    ids=["autoload", "autoload-and-p", "only-p"],
)
def test_it_is_registered_once(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, autoload: bool, arguments: list[str]
) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile("def test_one(milvus_engine): pass")
    if not autoload:
        monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    result = pytester.runpytest_subprocess(
        QUICK, "--milvus-uri=http://127.0.0.1:1", "--strict-markers", *arguments
    )
    result.assert_outcomes(errors=1)  # the fixture is there, the server is not
    result.stdout.fnmatch_lines(["milvus: external engine at http://127.0.0.1:1"])


@pytest.mark.parametrize("autoload", [True, False])
def test_a_conftest_may_ask_for_it(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, autoload: bool
) -> None:
    pytester.makeconftest(f'pytest_plugins = ["pytest_milvus"]\n{CONFTEST}')
    pytester.makepyfile("def test_one(): pass")
    if not autoload:
        monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.runpytest_subprocess(QUICK, "--milvus-engine=embedded").assert_outcomes(passed=1)


@pytest.mark.parametrize("arguments", [["--collect-only"], []], ids=["collect", "run"])
def test_a_project_without_milvus_imports_nothing_because_of_us(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeconftest(LOADED)
    pytester.makepyfile("import pytest\n@pytest.mark.parametrize('n', range(3))\ndef test_one(n): pass")
    result = pytester.runpytest_subprocess(QUICK, "-p", "pytest_milvus", "-s", *arguments)
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*heavy: []"])


def test_autoload_beside_pytest_asyncio_imports_nothing_heavy(pytester: pytest.Pytester) -> None:
    """Other plugins may bring hypothesis or numpy; nobody but us brings pymilvus."""
    pytester.makeconftest(LOADED)
    pytester.makepyfile("def test_one(): pass")
    result = pytester.runpytest_subprocess(QUICK, "--collect-only", "-s")
    assert result.ret == 0
    for name in ("pymilvus", "grpc", "milvus_lite", "testcontainers", "conformance"):
        result.stdout.no_fnmatch_line(f"*heavy: *'{name}'*")


def test_importing_the_plugin_imports_pytest_and_the_standard_library_only() -> None:
    code = (
        "import sys, pytest; before = set(sys.modules); import pytest_milvus.plugin;"
        "new = {name.partition('.')[0] for name in set(sys.modules) - before};"
        "print(sorted(new - sys.stdlib_module_names))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "['pytest_milvus']"


def test_options_are_in_the_help_of_pytest(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess(QUICK, "--help")
    result.stdout.fnmatch_lines(
        ["Milvus: server, clients and conformance:", "  --milvus-engine=NAME*", "  milvus_engine (string):*"]
    )


def test_the_marker_is_registered(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess(QUICK, "--markers")
    result.stdout.fnmatch_lines(["@pytest.mark.milvus(requires=[[]NAME, ...[]]): skip the test where *"])


@pytest.mark.parametrize(
    ("arguments", "asked"),
    one_of_each(
        [
            (["--pyargs", "conformance"], True),
            (["--pyargs", "conformance.plugin"], True),
            (["--pyargs", "conformance.plugin.test_live::test_live"], True),
            (["conformance"], False),
            (["--pyargs", "email"], False),
        ],
        lambda case: case[1],
    ),
)
def test_the_suite_joins_when_it_is_asked_for(
    pytester: pytest.Pytester, arguments: list[str], asked: bool
) -> None:
    pytester.makepyfile(**{"conformance/test_own": "def test_own(): pass"})
    result = pytester.runpytest_subprocess(QUICK, "--collect-only", "--trace-config", *arguments)
    assert ("conformance.plugin.plugin.Conformance" in result.stdout.str()) is asked
