"""What the wire tier costs beside the clients it drives: time of a run over that of its bare calls.

    python tests/benchmarks/wire.py [--profile quick] [pytest or milvus options]

A run, in this process, records which test cases it performs. Then the same calls are issued again in a bare loop: both
clients are made, called and closed, and nothing is drawn, recorded, compared or reported. The target is 1.5 in wall
time. The run lets test cases of methods that sleep overlap, which a bare loop does not; the ratio of processor time is
without that advantage, and without what both wait for.
"""

from __future__ import annotations

import argparse
import io
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import partial
from typing import Any
from unittest import mock

import pytest

from conformance.clients import Factory, LoopWorker, Server, ThreadWorker, Worker, disconnect
from conformance.model import Operation
from conformance.tiers.wire import driver as driver
from conformance.tiers.wire.case import WireTestCase
from pytest_milvus.mock_server import MockServer

TARGET = 1.5
Part = tuple[Factory, type[Worker]]
Played = tuple[WireTestCase, tuple[Part, ...]]

HERE = object()
"""A plugin that is an object keeps the run in this process, where its calls are recorded."""


def main() -> int:
    """Print times and ratios; return 1 if the target is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--profile", default="quick")
    given, options = parser.parse_known_args()
    arguments = ["-p", "pytest_milvus", "--pyargs", "conformance", "-q", "-rN", "-p", "no:xdist"]
    arguments += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # this script imported Hypothesis before
    arguments += ["--milvus-tier=wire", f"--milvus-profile={given.profile}", *options]
    played: list[Played] = []
    with _recording(played), redirect_stdout(io.StringIO()):
        status, *run = _timed(lambda: pytest.main(arguments, [HERE]))
    _, *bare = _timed(lambda: _bare(played))
    print(f"exit status {int(status)}; {len(played)} performances")
    print(f"{'':10} {'run':>8} {'bare':>8} {'ratio':>6}")
    for name, mine, theirs in zip(("wall", "processor"), run, bare, strict=True):
        print(f"{name:10} {mine:>6.1f} s {theirs:>6.1f} s {mine / theirs:>6.2f}")
    print(f"target {TARGET}")
    return int(run[0] / bare[0] > TARGET)


def _timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """Return what work returns, and the seconds that passed and that the processors worked."""
    wall, processor = time.perf_counter(), time.process_time()
    result = work()
    return result, time.perf_counter() - wall, time.process_time() - processor


def _recording(played: list[Played]) -> Any:
    """Note each test case, and by whom it is performed: by the reference alone, or by a pair."""
    perform = driver._performed

    def noted(test_case: WireTestCase, parts: Any) -> Any:
        played.append((test_case, tuple((part.caller.factory, type(part.caller._worker)) for part in parts)))
        return perform(test_case, parts)

    return mock.patch.object(driver, "_performed", noted)


def _bare(played: list[Played]) -> None:
    """Issue the calls as the run did, a pair at the same time."""
    servers = MockServer(line=False), MockServer(line=False)
    kinds: tuple[type[Worker], ...] = (ThreadWorker, LoopWorker)
    workers = [{kind: kind(f"bare-{place}") for kind in kinds} for place in range(2)]
    for server in servers:
        server.start()
    for test_case, parts in played:
        pending = []
        for (factory, kind), server, places in zip(parts, servers, workers, strict=False):
            uri = server.renew(test_case.script)
            words = test_case.setting.server(uri)
            pending.append(places[kind].submit(partial(_calls, factory, words, test_case)))
        for future in pending:
            future.result()
    for server in servers:
        server.stop()


async def _calls(factory: Factory, server: Server, test_case: WireTestCase) -> None:
    client: Any = factory(server)
    for act in (*test_case.acts, Operation("close")):
        args, kwargs = act.bind({}).arguments()
        try:
            result = getattr(client, act.method)(*args, **kwargs)
            if hasattr(result, "__await__"):
                await result
        except Exception:  # what the test case provokes
            continue
    await disconnect(server.uri.removeprefix("http://"))


if __name__ == "__main__":
    sys.exit(main())
