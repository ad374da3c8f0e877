"""What the wire tier costs beside the clients it drives: wall time of a run over that of its bare calls.

    python benchmarks/wire.py [--profile quick] [pytest or milvus options]

A run, in this process, records which trials it performs. Then the same calls are issued again in a bare loop: both
clients are made, called and closed, and nothing is drawn, recorded, compared or reported. The target is 1.5.
"""

from __future__ import annotations

import argparse
import io
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any
from unittest import mock

import pytest

from conformance.checks.wire import stage
from conformance.clients import Factory, LoopLane, Server, ThreadLane, disconnect, resolve
from conformance.clients.caller import Caller
from conformance.operation import Operation
from conformance.wire.trial import WireTrial

TARGET = 1.5
Part = tuple[Factory, int, WireTrial]


def main() -> int:
    """Print both times and their ratio; return 1 if the target is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--profile", default="quick")
    given, options = parser.parse_known_args()
    arguments = ["-p", "pytest_milvus", "--pyargs", "conformance", "-q", "-rN", "-p", "no:xdist"]
    arguments += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # this script imported Hypothesis before
    arguments += ["--milvus-tier=wire", f"--milvus-profile={given.profile}", *options]
    performed: list[list[Part]] = []
    with _recording(performed), redirect_stdout(io.StringIO()):
        started = time.perf_counter()
        status = pytest.main(arguments)
        run = time.perf_counter() - started
    bare = _bare(performed)
    print(f"exit status {int(status)}; {len(performed)} performances")
    print(f"run {run:.1f} s, bare calls {bare:.1f} s, ratio {run / bare:.2f}; target {TARGET}")
    return int(run / bare > TARGET)


def _recording(performed: list[list[Part]]) -> Any:
    """Note who makes which trial: one client alone (a rehearsal), or a pair."""
    make: Callable[..., Caller] = stage.WireStage._caller

    def caller(self: Any, factory: Factory, place: int, lane: int, trial: WireTrial) -> Caller:
        pair = place == 1 and performed and len(performed[-1]) == 1 and performed[-1][0][2] is trial
        if pair:
            performed[-1].append((factory, lane, trial))
        else:
            performed.append([(factory, lane, trial)])
        return make(self, factory, place, lane, trial)

    return mock.patch.object(stage.WireStage, "_caller", caller)


def _bare(performed: list[list[Part]]) -> float:
    """Issue the calls as the run did, a pair at the same time, and return the seconds it took."""
    reference = resolve("pymilvus:MilvusClient")
    scene = stage.WireStage(reference, reference)
    lanes = ThreadLane("bare-reference"), LoopLane("bare-candidate"), ThreadLane("bare-control")
    started = time.perf_counter()
    for parts in performed:
        pending = []
        for (factory, lane, trial), server in zip(parts, scene._servers, strict=False):
            uri = server.renew(trial.script)
            words = Server("bare", uri, trial.setting.token, "", frozenset(), trial.setting.db_name)
            pending.append(lanes[lane].submit(lambda f=factory, w=words, t=trial: _calls(f, w, t)))
        for future in pending:
            future.result()
    seconds = time.perf_counter() - started
    scene.close()
    return seconds


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
