"""On a server that others use: their things survive everything, and the token is never seen."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator

import pymilvus
import pytest

pytest_plugins = ["pytester"]

RunTests = Callable[..., pytest.RunResult]

TOKEN = "root:correct-horse-battery"


@pytest.fixture
def strangers(milvus_uri: str) -> Iterator[Callable[[], dict[str, list[str]]]]:
    """Collections and a database of somebody else, and a function that tells which are left."""
    client = pymilvus.MilvusClient(milvus_uri)
    names = ["documents", "pm_", "pm_0123abcd_master_1_test_one", "pm_master_1", "PM_x", "_pm_"]
    client.create_database("pm_other")
    other = pymilvus.MilvusClient(milvus_uri, db_name="pm_other")
    everything = [(client, name) for name in names] + [(other, name) for name in names]
    for owner, name in everything:
        owner.create_collection(name, dimension=2)
    before = {"default": sorted(client.list_collections()), "pm_other": sorted(other.list_collections())}
    left = lambda: {  # noqa: E731
        "default": sorted(client.list_collections()),
        "pm_other": sorted(other.list_collections()),
    }
    assert left() == before
    yield lambda: {"before": before, "left": left()}
    for owner, name in everything:
        owner.drop_collection(name)
    other.close()
    client.drop_database("pm_other")
    client.close()
