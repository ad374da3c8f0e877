"""Workers have a server each, names that never meet, and one run id."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytest_plugins = ["pytester"]

RunTests = Callable[..., pytest.RunResult]


def test_each_worker_has_an_embedded_server_of_its_own(
    run_tests: RunTests, pytester: pytest.Pytester
) -> None:
    result = run_tests(
        """
        import os, pathlib, pytest

        @pytest.mark.parametrize("number", range(4))
        def test_one(milvus_engine, milvus_collection, milvus_client, worker_id, number):
            name = milvus_collection(dim=2)
            assert milvus_client.list_collections() == [name]
            pathlib.Path(os.environ["NOTES"], name).write_text(f"{worker_id} {milvus_engine.uri}")
        """,
        "-n2",
        "--dist=each",
        "--milvus-engine=embedded",
        subprocess=True,
    )
    result.assert_outcomes(passed=8)
    notes = {path.name: path.read_text().split() for path in pytester.path.glob("pm_*")}
    assert len(notes) == 8
    assert len({name[:12] for name in notes}) == 1
    assert len({uri for _, uri in notes.values()}) == 2
    assert all(f"_{worker}_" in name for name, (worker, _) in notes.items())


@pytest.fixture(autouse=True)
def notes(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTES", str(pytester.path))


def test_a_wrong_marker_is_an_error_of_its_test(run_tests: RunTests) -> None:
    result = run_tests(
        """
        import pytest

        @pytest.mark.milvus(requires=["spares"])
        def test_one(): pass

        def test_other(): pass
        """,
        "-n1",
        subprocess=True,
    )
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*::test_one: no such capability: spares; there are: dense, *"])
