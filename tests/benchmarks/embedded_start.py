"""How long the embedded engine takes to be ready, and where the time goes.

Run it on an otherwise idle machine: ``python tests/benchmarks/embedded_start.py [ROUNDS]``. Each round is a new
process, as a test session is one; the target is 1.5 s from being asked for to an answered RPC.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys

TARGET = 1.5
ROUND = """
import json, time
asked = time.perf_counter()
from pytest_milvus.engines.embedded import EmbeddedEngine
engine = EmbeddedEngine()
engine.start()
ready = time.perf_counter()
from pytest_milvus.engines.capabilities import confirmed
from pytest_milvus.engines.connection import Connection
with Connection(engine.uri) as connection:
    connection.version(5)
    before = time.perf_counter()
    confirmed(connection, engine.server_version)
    probed = time.perf_counter()
engine.stop()
stopped = time.perf_counter()
print(json.dumps({"ready": ready - asked, "probing alone": probed - before, "stop": stopped - probed}))
"""
IMPORTS = """
import json, time
before = time.perf_counter()
import pymilvus
print(json.dumps({"import pymilvus, for comparison": time.perf_counter() - before}))
"""


def main(rounds: int) -> None:
    """Print the median and the extremes of each part, in seconds."""
    times: dict[str, list[float]] = {}
    for source in (ROUND, IMPORTS) * rounds:
        answer = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
        for part, seconds in json.loads(answer.stdout).items():
            times.setdefault(part, []).append(seconds)
    print(f"{'':32} median    min    max   ({rounds} rounds, seconds)")
    for part, values in times.items():
        print(f"{part:32} {statistics.median(values):6.3f} {min(values):6.3f} {max(values):6.3f}")
    median = statistics.median(times["ready"])
    print(f"target {TARGET} s: {'met' if median <= TARGET else 'MISSED'}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
