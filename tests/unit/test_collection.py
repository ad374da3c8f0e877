"""What `milvus_collection` asks of a client (Milvus Lite would not tell: it is always Strong)."""

from __future__ import annotations

from unittest.mock import create_autospec

from pymilvus import MilvusClient

from pytest_milvus.collection import CollectionFactory
from pytest_milvus.janitor import Janitor
from pytest_milvus.run import Run


def test_a_collection_is_strong_and_loaded_before_rows_come() -> None:
    client = create_autospec(MilvusClient, instance=True)
    client.prepare_index_params = MilvusClient.prepare_index_params
    name = CollectionFactory(Janitor(lambda: client, Run("0123abcd")), "label")(
        rows=[{"id": 1, "vector": [1.0]}]
    )
    assert name == "pm_0123abcd_master_1_label"
    calls = {call[0]: call for call in client.method_calls}
    assert list(calls) == ["create_collection", "create_index", "load_collection", "insert"]
    assert calls["create_collection"].kwargs["consistency_level"] == "Strong"
    assert all(call.args[0] == name for call in calls.values())
