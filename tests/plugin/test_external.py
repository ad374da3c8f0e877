"""On a server that others use: what is theirs survives everything, and the token is never seen."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator

import pymilvus
import pytest

pytest_plugins = ["pytester"]

RunTests = Callable[..., pytest.RunResult]

TOKEN = "root:correct-horse-battery"
THEIRS = ["documents", "pm_", "pm_0123abcd_master_1_test_one", "pm_master_1", "PM_x", "_pm_"]


@pytest.fixture
def strangers(milvus_uri: str) -> Iterator[pymilvus.MilvusClient]:
    """A client of a server with somebody's collections in two databases; all must be there afterwards."""
    client = pymilvus.MilvusClient(milvus_uri)
    ours = client.list_collections()  # of fixtures that live as long as this session
    client.create_database("pm_theirs")
    other = pymilvus.MilvusClient(milvus_uri, db_name="pm_theirs")
    schema = client.create_schema()
    schema.add_field("id", pymilvus.DataType.INT64, is_primary=True)
    schema.add_field("vector", pymilvus.DataType.FLOAT_VECTOR, dim=2)
    for name in THEIRS:
        client.create_collection(name, schema=schema)
        client.insert(name, [{"id": 1, "vector": [1.0, 2.0]}])
        other.create_collection(name, schema=schema)
    yield client
    assert sorted(client.list_collections()) == sorted([*ours, *THEIRS])
    assert sorted(other.list_collections()) == sorted(THEIRS)
    assert "pm_theirs" in client.list_databases()
    for name in THEIRS:
        assert client.get_collection_stats(name)["row_count"] == 1
        client.drop_collection(name)
        other.drop_collection(name)
    other.close()
    client.drop_database("pm_theirs")
    client.close()


MAKES_ALL_KINDS = """
    import pytest

    def test_passes(milvus_collection, seeded_collection, milvus_names, milvus_client):
        milvus_collection(dim=2)
        milvus_client.create_collection(milvus_names.new(), dimension=2)

    def test_fails(milvus_collection):
        milvus_collection(dim=2)
        assert False

    def test_breaks_the_rules(seeded_collection, milvus_client):
        milvus_client.drop_collection(seeded_collection)
"""


def test_strangers_survive_a_run(run_tests: RunTests, strangers: pymilvus.MilvusClient) -> None:
    run_tests(MAKES_ALL_KINDS).assert_outcomes(passed=2, failed=1, errors=1)


def test_strangers_survive_workers(run_tests: RunTests, strangers: pymilvus.MilvusClient) -> None:
    result = run_tests(MAKES_ALL_KINDS, "-n2", subprocess=True)
    result.assert_outcomes(passed=2, failed=1, errors=1)


@pytest.mark.parametrize("arguments", [[], ["-n1"]], ids=["master", "worker"])
def test_a_name_that_looks_like_ours_is_not_ours(
    run_tests: RunTests, strangers: pymilvus.MilvusClient, arguments: list[str]
) -> None:
    before = strangers.list_collections()
    result = run_tests(
        """
        from pymilvus import DataType, MilvusClient

        def test_one(milvus_collection, milvus_names, milvus_uri):
            schema = MilvusClient.create_schema(auto_id=True)
            schema.add_field("id", DataType.INT64, is_primary=True)
            schema.add_field("vector", DataType.FLOAT_VECTOR, dim=2)
            ours = milvus_collection(schema=schema)
            somebody = MilvusClient(milvus_uri)
            reserved = milvus_names.new()
            for name in (ours + "_mine", ours + "1", ours[:-1], ours.replace("_1_", "_7_"), reserved[:-1]):
                somebody.create_collection(name, schema=schema)
            somebody.close()
        """,
        *arguments,
        subprocess=bool(arguments),
    )
    result.assert_outcomes(passed=1)
    looking_alike = set(strangers.list_collections()) - set(before)
    assert len(looking_alike) == 5
    for name in looking_alike:
        strangers.drop_collection(name)


def test_the_collections_of_a_crashed_worker_are_dropped(
    run_tests: RunTests, strangers: pymilvus.MilvusClient
) -> None:
    result = run_tests(
        """
        import os, signal

        def test_crashes(milvus_collection):
            milvus_collection(dim=2)
            os.kill(os.getpid(), signal.SIGKILL)

        def test_passes(milvus_collection):
            milvus_collection(dim=2)
        """,
        "-n2",
        subprocess=True,
    )
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*worker 'gw?' crashed while running*test_crashes*"])


FAILS_WITH_THE_TOKEN = """
    import base64, logging, sys
    import pytest
    from pymilvus import AsyncMilvusClient, MilvusClient

    def test_arguments(milvus_connection_args, milvus_client, milvus_engine):
        kept = str(milvus_connection_args["token"])
        print("token", kept)
        logging.error("token %s", kept)
        assert milvus_connection_args == {}

    def test_inside_pymilvus(milvus_connection_args, milvus_client, request):
        header = base64.b64encode(milvus_connection_args["token"].encode())
        assert request.config.stash and repr(milvus_client) == str(milvus_connection_args["token"])

    @pytest.mark.asyncio
    async def test_async(async_milvus_client, milvus_connection_args):
        password = milvus_connection_args["token"].split(":")[1]
        assert await async_milvus_client.get("nothing", ids=[1]) == password

    @pytest.fixture
    def broken(milvus_connection_args):
        raise RuntimeError(milvus_connection_args["token"])

    def test_fixture(broken): pass

    def test_skips(milvus_connection_args):
        pytest.skip(milvus_connection_args["token"])
"""


@pytest.mark.parametrize(
    ("place", "style"),
    [
        ("flag", "--tb=long"),
        ("flag", "--tb=short"),
        ("flag", "--tb=native"),
        ("flag", "-vv"),
        ("environment", "--tb=long"),
        ("ini", "--tb=long"),
        ("address", "--tb=long"),
        ("address", "-n1"),
    ],
)
def test_the_token_is_never_seen(
    run_tests: RunTests,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    milvus_uri: str,
    place: str,
    style: str,
) -> None:
    if place == "environment":
        monkeypatch.setenv("PYTEST_MILVUS_TOKEN", TOKEN)
    result = run_tests(
        FAILS_WITH_THE_TOKEN,
        "--showlocals",
        "--junitxml=report.xml",
        "-ojunit_logging=all",
        style,
        *[f"--milvus-token={TOKEN}"][: place == "flag"],
        *[f"--milvus-uri={milvus_uri.replace('://', f'://{TOKEN}@')}"][: place == "address"],
        ini=f"milvus_token = {TOKEN}" if place == "ini" else "",
        subprocess=style == "-n1",
    )
    result.assert_outcomes(failed=3, errors=1, skipped=1)
    report = pytester.path.joinpath("report.xml").read_text()
    for text in (result.stdout.str(), result.stderr.str(), report):
        assert "correct-horse" not in text
        assert b64encode(TOKEN.encode()).decode() not in text
    assert "***" in result.stdout.str()
