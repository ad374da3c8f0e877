"""Servers and the oracle select the same rows; what a server cannot do is known to its profile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import grpc
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pymilvus import MilvusClient, MilvusException

from conformance.model import Indexes, Schema
from conformance.strategies import EXCLUSIONS, filters, indexes, rows, schemas
from pytest_milvus.engines import make_engine
from pytest_milvus.engines.engine import Engine
from pytest_milvus.exact.filter import select
from pytest_milvus.options import Options
from pytest_milvus.values.filter import Filter
from pytest_milvus.values.recipe import build
from pytest_milvus.values.row import stored
from tests.live.filter_cases import CASES, INDEXES, ROWS, schema

NAME = "test_case"
FILTERS = 15  # for each collection
COLLECTIONS = {"embedded": 20, "container": 3}


@pytest.fixture(scope="module", params=["embedded", pytest.param("container", marks=pytest.mark.container)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    image = request.getfixturevalue("milvus_image") if request.param == "container" else "unused:0"
    engine = make_engine(Options(engine=request.param, image=image))
    engine.start()
    yield engine
    engine.stop()


@pytest.fixture(scope="module")
def client(engine: Engine) -> Iterator[MilvusClient]:
    client = MilvusClient(engine.uri, token=engine.token)
    yield client
    client.close()


@pytest.fixture(scope="module")
def cases(engine: Engine, client: MilvusClient) -> Iterator[str]:
    nullable = "nullable" in engine.capabilities
    fields = {field.name for field in schema(nullable=nullable).fields}
    held = [{key: value for key, value in row.items() if key in fields} for row in ROWS]
    make(client, "cases", schema(nullable=nullable), INDEXES, held)
    yield "cases"
    client.drop_collection("cases")


def make(
    client: MilvusClient, name: str, schema: Schema, indexes: Indexes, rows: Sequence[Mapping[str, Any]]
) -> None:
    words = {"num_partitions": 8} if any(field.partition_key for field in schema.fields) else {}
    client.create_collection(name, schema=schema.build(), consistency_level="Strong", **words)
    client.create_index(name, indexes.build(), sync=False)
    client.load_collection(name, timeout=30)
    client.insert(name, build([dict(row) for row in rows]))


def found(client: MilvusClient, name: str, filter: Filter, key: str) -> list[Any]:
    answer = client.query(name, filter.text, [key], filter_params=filter.params, timeout=10)
    return sorted(row[key] for row in answer)


@pytest.mark.parametrize("capability", sorted(CASES))
def test_capability(capability: str, engine: Engine, client: MilvusClient, cases: str) -> None:
    condition, keys = CASES[capability]
    if capability in engine.capabilities:
        assert found(client, cases, condition, "id") == keys
    else:
        with pytest.raises((MilvusException, grpc.RpcError, AssertionError)):
            assert found(client, cases, condition, "id") == keys


def test_every_exclusion_is_tried_here_or_with_the_capabilities() -> None:
    elsewhere = {
        *("mixed_defaults", "largest_keys", "upsert_moves", "session_deletes", "authentication"),
        *("concurrent_writes", "reload", "index_properties", "flush_all"),
    }
    assert {item.capability for item in EXCLUSIONS} == CASES.keys() | elsewhere


def test_server_agrees_with_the_oracle(engine: Engine, client: MilvusClient) -> None:
    told: Counter[str] = Counter()

    @settings(
        max_examples=COLLECTIONS[engine.name],
        derandomize=True,
        database=None,
        deadline=None,
        phases=[
            Phase.generate
        ],  # shrinking on a server takes minutes; `python -m conformance` does it better
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def agree(data: st.DataObject) -> None:
        drawn = data.draw(schemas(capabilities=engine.capabilities, auto_id=False), label="schema")
        chosen = data.draw(indexes(drawn, capabilities=engine.capabilities), label="indexes")
        held = data.draw(rows(drawn, min_size=5, capabilities=engine.capabilities), label="rows")
        key = drawn.primary.name
        make(client, NAME, drawn, chosen, held)
        try:
            made = [
                field.name for field in drawn.fields if field.bm25_of
            ]  # Milvus Lite shows them, Milvus does not
            answer = {
                row[key]: {name: value for name, value in row.items() if name not in made}
                for row in client.query(NAME, limit=100, output_fields=["*"])
            }
            assert answer == {row[key]: stored(row, drawn) for row in held}
            for _ in range(FILTERS):
                condition = data.draw(filters(drawn, held, capabilities=engine.capabilities), label="filter")
                expected = sorted(select(condition, held, drawn))
                assert found(client, NAME, condition, key) == expected, condition.text
                told["some" if 0 < len(expected) < len(held) else "none or all"] += 1
        finally:
            client.drop_collection(NAME)

    agree()
    assert told["some"] > told["none or all"]
