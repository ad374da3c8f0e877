"""Print the kill table: each mutant, what caught it, and in which run after how many examples.

    python -m tests.mutants.kill_table [NAME...] [--uri URI] [--token TOKEN]

Exits 1 if a mutant survives. On another server than the embedded one the fingerprint may be another one than the
mutant names, so that there any catch counts.
"""

from __future__ import annotations

import argparse
import sys
import time
import uuid

from conformance.clients import Server
from pytest_milvus.engines.embedded import EmbeddedEngine
from pytest_milvus.engines.external import ExternalEngine
from tests.mutants.harness import Ground, server_on
from tests.mutants.mutants import IDLE, LIVE, SEQUENCE, SURFACE, WIRE
from tests.mutants.planting import Mutant
from tests.mutants.sequence.harness import StoryGround
from tests.mutants.surface.harness import SurfaceGround
from tests.mutants.wire.harness import WireGround


def main() -> int:
    """Hunt every mutant, or those named."""
    parser = argparse.ArgumentParser(description="Hunt planted bugs.")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--uri", help="a Milvus that you run, in place of an embedded one")
    parser.add_argument("--token", default="", help="its token")
    given = parser.parse_args()
    engine = ExternalEngine(given.uri, given.token) if given.uri else EmbeddedEngine()
    wanted = [
        mutant
        for mutant in (*SURFACE, *WIRE, *LIVE, *IDLE, *SEQUENCE)
        if not given.names or mutant.name in given.names
    ]
    with server_on(engine) as server:
        survivors = _hunt(server, wanted)
    sys.stdout.write(f"{survivors} survivors of {len(wanted)}\n")
    return min(survivors, 1)


def _ground(server: Server, tier: str, deadline: float) -> SurfaceGround | WireGround | Ground:
    if tier == "surface":
        return SurfaceGround()
    if tier == "wire":
        return WireGround()
    kind = StoryGround if tier == "sequence" else Ground
    return kind(server, f"mutants_{uuid.uuid4().hex[:8]}", deadline=deadline)


def _hunt(server: Server, mutants: list[Mutant]) -> int:
    grounds: dict[tuple[str, float], SurfaceGround | WireGround | Ground] = {}
    survivors = 0
    for mutant in mutants:
        place = mutant.check.partition(".")[0], mutant.deadline
        if place not in grounds:
            grounds[place] = _ground(server, *place)
        started = time.perf_counter()
        hidden = mutant.hidden_on(server)
        if hidden:
            said = f"cannot be seen: {hidden}"
        else:
            catch, others = grounds[place].hunt(mutant)
            if catch:
                said = f"seed {catch.seed} {catch.examples:>4}  {catch.fingerprint}"
            elif others and server.engine != "embedded":
                said = f"another     {others[0]}"
            else:
                survivors += 1
                said = f"SURVIVED; meant: {mutant.kind} {mutant.path}; found: {sorted(set(others))}"
        seconds = time.perf_counter() - started
        sys.stdout.write(f"{mutant.name:<36} {seconds:>5.1f} s  {said}\n")
        sys.stdout.flush()
    for ground in grounds.values():
        ground.close()
    return survivors


if __name__ == "__main__":
    sys.exit(main())
