"""How long an async client holds its loop while it encodes and decodes large data.

    python tests/benchmarks/runtime.py [--candidate pymilvus:AsyncMilvusClient] [--rows 2000 20000]

To encode is work, and an async client does it on the loop. What it may take is measured against the synchronous
client, in the same process and on the same scripted server: the longest gap in the beats of a task is at most 1.5
times the whole call there, plus the quarter of a second that ``runtime.loop`` allows. Exit status 1 if it is longer.
"""

from __future__ import annotations

import argparse
import asyncio
import inspect
import time
from collections.abc import Iterator, Mapping
from typing import Any

from pymilvus import MilvusClient
from pymilvus.grpc_gen import milvus_pb2, schema_pb2

from conformance.clients import resolve
from conformance.exploration.sampling import each
from conformance.model import Operation
from conformance.strategies.calls import call_plan
from conformance.tiers.runtime.plans.rehearsal import GAP
from pytest_milvus.mock_server import MockServer, Reply, Rule, Script

RATIO = 1.5
BEAT = 0.002
"""Seconds between two beats."""


def main() -> int:
    """Print a line for each call; return 1 if a gap is longer than allowed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--candidate", default="pymilvus:AsyncMilvusClient")
    parser.add_argument("--rows", type=int, nargs="+", default=[2_000, 20_000])
    given = parser.parse_args()
    candidate = resolve(given.candidate)
    failed = 0
    print(f"{'call':8} {'rows':>7} {'sync call':>10} {'async call':>10} {'longest gap':>12} {'allowed':>8}")
    for rows in given.rows:
        for method, words, script in _calls(rows):
            with MockServer(script, line=False) as server:
                reference = _synchronous(server.uri, method, words)
                taken, gap = asyncio.run(_asynchronous(candidate.make, server.uri, method, words))
            allowed = RATIO * reference + GAP
            failed += gap > allowed
            print(
                f"{method:8} {rows:>7} {reference:>8.3f} s {taken:>8.3f} s {gap:>10.3f} s {allowed:>6.3f} s"
                + (" too long" if gap > allowed else "")
            )
    return int(failed > 0)


def _calls(rows: int) -> Iterator[tuple[str, Mapping[str, Any], Script]]:
    """Yield calls with so many rows in the request, or in the answer."""
    (barest,) = each([call_plan(MilvusClient, "insert")[1]], 0)
    row = _words(barest)["data"]
    data = [{**row, "id": number} for number in range(rows)]
    yield "insert", {"collection_name": "books", "data": data}, Script()
    yield "upsert", {"collection_name": "books", "data": data}, Script()
    answer = milvus_pb2.QueryResults(
        fields_data=[
            schema_pb2.FieldData(
                type=schema_pb2.Int64,
                field_name="id",
                field_id=100,
                scalars=schema_pb2.ScalarField(long_data=schema_pb2.LongArray(data=range(rows))),
            ),
            schema_pb2.FieldData(
                type=schema_pb2.FloatVector,
                field_name="vector",
                field_id=101,
                vectors=schema_pb2.VectorField(
                    dim=32, float_vector=schema_pb2.FloatArray(data=[0.5] * 32 * rows)
                ),
            ),
        ],
        collection_name="books",
        output_fields=["id", "vector"],
    )
    yield (
        "query",
        {"collection_name": "books", "filter": "id >= 0"},
        Script((Rule("Query", Reply.of(answer)),)),
    )


def _words(act: Operation) -> Mapping[str, Any]:
    _, words = act.arguments()
    return words


def _synchronous(uri: str, method: str, words: Mapping[str, Any]) -> float:
    client = MilvusClient(uri=uri)
    getattr(client, method)(**words)  # schemas are asked for once
    started = time.perf_counter()
    getattr(client, method)(**words)
    seconds = time.perf_counter() - started
    client.close()
    return seconds


async def _asynchronous(make: Any, uri: str, method: str, words: Mapping[str, Any]) -> tuple[float, float]:
    """Return the seconds of a call, and of the longest gap between two beats meanwhile."""
    client = make(uri=uri)
    client = await client if inspect.isawaitable(client) else client
    await getattr(client, method)(**words)
    longest, last = 0.0, time.perf_counter()

    async def beat() -> None:
        nonlocal longest, last
        while True:
            await asyncio.sleep(BEAT)
            now = time.perf_counter()
            longest, last = max(longest, now - last - BEAT), now

    heart = asyncio.ensure_future(beat())
    await asyncio.sleep(5 * BEAT)
    longest, started = 0.0, time.perf_counter()
    await getattr(client, method)(**words)
    seconds = time.perf_counter() - started
    await asyncio.sleep(2 * BEAT)
    heart.cancel()
    await client.close()
    return seconds, longest


if __name__ == "__main__":
    raise SystemExit(main())
