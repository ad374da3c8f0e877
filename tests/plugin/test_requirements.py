"""The marker `milvus`: skip what the server lacks, refuse what nobody knows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytest_plugins = ["pytester"]

RunTests = Callable[..., pytest.RunResult]


def test_what_is_offered_runs_and_what_lacks_skips_before_any_fixture(run_tests: RunTests) -> None:
    result = run_tests(
        """
        import pytest

        @pytest.fixture
        def expensive():
            assert False

        @pytest.mark.milvus(requires=["dense", "json"])
        def test_offered(): pass

        @pytest.mark.milvus
        def test_only_a_label(): pass

        @pytest.mark.milvus(requires=["dense"])
        class TestBoth:
            @pytest.mark.milvus(requires={"roles", "resource_groups"})
            def test_lacks(self, expensive): assert False

        @pytest.mark.parametrize(
            "value", [1, pytest.param(2, marks=pytest.mark.milvus(requires=["snapshots"]))]
        )
        def test_parameter(value): assert value == 1
        """
    )
    result.assert_outcomes(passed=3, skipped=2)
    result.stdout.fnmatch_lines(
        [
            "SKIPPED * Milvus milvus_lite-* (external) does not offer resource_groups, roles",
            "SKIPPED * Milvus milvus_lite-* (external) does not offer snapshots",
        ]
    )


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        ("requires=['spares']", "*::test_one: no such capability: spares; there are: dense, sparse, *"),
        (
            "requires='sparse'",
            "*::test_one: write the marker as @pytest.mark.milvus(requires=[[]'sparse', ...[]])",
        ),
        ("needs=['sparse']", "*::test_one: write the marker as *"),
        ("['sparse']", "*::test_one: write the marker as *"),
    ],
)
@pytest.mark.parametrize("arguments", [[], ["--collect-only"]], ids=["run", "collect"])
def test_a_wrong_marker_is_a_usage_error(
    run_tests: RunTests, marker: str, message: str, arguments: list[str]
) -> None:
    result = run_tests(f"import pytest\n@pytest.mark.milvus({marker})\ndef test_one(): pass", *arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {message}"])


def test_a_deselected_test_starts_no_server(run_tests: RunTests) -> None:
    result = run_tests(
        """
        import pytest

        @pytest.mark.milvus(requires=["sparse"])
        def test_marked(): pass

        def test_other(request):
            assert not request.config.pluginmanager.has_plugin("milvus-leak-watch")
        """,
        "-m not milvus",
        "--milvus-uri=http://127.0.0.1:1",
    )
    result.assert_outcomes(passed=1, deselected=1)
