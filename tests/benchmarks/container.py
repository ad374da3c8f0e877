"""What the short intervals that the container engine gives Milvus are worth, one server with them and one without.

    TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1 \\
        python tests/benchmarks/container.py [--image milvusdb/milvus:v2.3.5] [--rounds 8]

Each round makes, fills, loads, reads, releases and drops a collection on both servers in turn, so that both meet the
same noise. Target: a strong read, which is what conformance runs do most, is at least twice as fast; if it is not, a
release may have renamed an interval, and exit status is 1.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from pymilvus import DataType, MilvusClient
from testcontainers.community.milvus import MilvusContainer

from pytest_milvus.engines.connection import Connection, wait_for_version
from pytest_milvus.engines.container import ContainerEngine

FASTER = 2.0
STRONG = "strong query"
READY = 120.0
"""Seconds that a server may take to answer."""

DIMENSION, ROWS = 4, 12

Times = dict[str, list[float]]
"""Seconds of each operation, round by round."""


def main() -> int:
    """Print seconds and ratios of each operation; return 1 if strong reads gain too little."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--image", default="milvusdb/milvus:v2.3.5")
    parser.add_argument("--rounds", type=int, default=8)
    given = parser.parse_args()
    usual: Times = defaultdict(list)
    short: Times = defaultdict(list)
    with ExitStack() as servers:
        sides = []
        for server, times in ((_usual, usual), (_short, short)):
            client = MilvusClient(servers.enter_context(server(given.image)))
            servers.callback(client.close)
            sides.append((client, times))
        for _ in range(given.rounds):
            for client, times in sides:
                _use(client, times)
    print(f"median of {given.rounds} rounds on {given.image}, seconds")
    print(f"{'':16} {'usual':>8} {'short':>8} {'ratio':>8}")
    ratios = {}
    for name in usual:
        before, after = statistics.median(usual[name]), statistics.median(short[name])
        ratios[name] = before / after
        print(f"{name:16} {before:>8.3f} {after:>8.3f} {ratios[name]:>8.2f}")
    met = ratios[STRONG] >= FASTER
    print(f"{STRONG} at least {FASTER:.0f} times as fast{'' if met else ': missed'}")
    return int(not met)


@contextmanager
def _usual(image: str) -> Iterator[str]:
    """Yield the URI of a server as its image configures it."""
    container = MilvusContainer(image).with_env("DEPLOY_MODE", "STANDALONE").waiting_for(None)
    with container:
        uri = container.get_connection_url()
        with Connection(uri) as connection:
            wait_for_version(connection, READY, lambda: None)
        yield uri


@contextmanager
def _short(image: str) -> Iterator[str]:
    """Yield the URI of the engine's server."""
    engine = ContainerEngine(image)
    engine.start()
    try:
        yield engine.uri
    finally:
        engine.stop()


def _use(client: MilvusClient, times: Times) -> None:
    name = f"benchmark_{uuid.uuid4().hex}"

    def timed(label: str, call: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        started = time.perf_counter()
        call(name, *args, **kwargs)
        times[label].append(time.perf_counter() - started)

    schema = MilvusClient.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=DIMENSION)
    indexes = MilvusClient.prepare_index_params()
    indexes.add_index("vector", index_type="FLAT", metric_type="L2")
    timed("create", client.create_collection, schema=schema)
    timed("insert", client.insert, [{"id": key, "vector": [float(key)] * DIMENSION} for key in range(ROWS)])
    timed("index", client.create_index, indexes)
    timed("load", client.load_collection)
    timed(STRONG, client.query, filter="id >= 0", consistency_level="Strong")
    timed("strong search", client.search, [[0.0] * DIMENSION], consistency_level="Strong")
    timed("release", client.release_collection)
    timed("drop index", client.drop_index, "vector")
    timed("drop", client.drop_collection)


if __name__ == "__main__":
    sys.exit(main())
