"""What the wire tier costs beside the clients it drives: time of a run over that of its bare calls.

    python tests/benchmarks/wire.py [--profile quick] [pytest or milvus options]

A run, in this process, records which trials it performs. Then the same calls are issued again in a bare loop: both
clients are made, called and closed, and nothing is drawn, recorded, compared or reported. The target is 1.5 in wall
time. The run lets trials of methods that sleep overlap, which a bare loop does not; the ratio of processor time is
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

from conformance.clients import Factory, Lane, LoopLane, Server, ThreadLane, disconnect
from conformance.model import Operation
from conformance.tiers.wire import driver as stage
from conformance.tiers.wire.case import WireTrial
from pytest_milvus.mock_server import WireServer

TARGET = 1.5
Part = tuple[Factory, type[Lane]]
Played = tuple[WireTrial, tuple[Part, ...]]

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
    """Note each trial, and by whom it is performed: by the reference alone, or by a pair."""
    perform = stage._performed

    def noted(trial: WireTrial, parts: Any) -> Any:
        played.append((trial, tuple((part.caller.factory, type(part.caller._lane)) for part in parts)))
        return perform(trial, parts)

    return mock.patch.object(stage, "_performed", noted)


def _bare(played: list[Played]) -> None:
    """Issue the calls as the run did, a pair at the same time."""
    servers = WireServer(line=False), WireServer(line=False)
    kinds: tuple[type[Lane], ...] = (ThreadLane, LoopLane)
    lanes = [{kind: kind(f"bare-{place}") for kind in kinds} for place in range(2)]
    for server in servers:
        server.start()
    for trial, parts in played:
        pending = []
        for (factory, kind), server, places in zip(parts, servers, lanes, strict=False):
            uri = server.renew(trial.script)
            words = Server("bare", uri, trial.setting.token, "", frozenset(), trial.setting.db_name)
            pending.append(places[kind].submit(partial(_calls, factory, words, trial)))
        for future in pending:
            future.result()
    for server in servers:
        server.stop()


async def _calls(factory: Factory, server: Server, trial: WireTrial) -> None:
    client: Any = factory(server)
    for act in (*trial.acts, Operation("close")):
        args, kwargs = act.bind({}).arguments()
        try:
            result = getattr(client, act.method)(*args, **kwargs)
            if hasattr(result, "__await__"):
                await result
        except Exception:  # what the trial provokes
            continue
    await disconnect(server.uri.removeprefix("http://"))


if __name__ == "__main__":
    sys.exit(main())
