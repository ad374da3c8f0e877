"""Print the kill table: every mutant, the fingerprint that caught it, and how many examples that took.

    python -m tests.mutants.kill_table [NAME...]

Exits 1 if a mutant survives.
"""

from __future__ import annotations

import sys
import time

from tests.mutants.harness import Ground
from tests.mutants.mutants import MUTANTS

from conformance.clients import Server
from pytest_milvus.engines.embedded import EmbeddedEngine


def main(names: list[str]) -> int:
    """Hunt every mutant, or those named."""
    engine = EmbeddedEngine()
    engine.start()
    try:
        server = Server(engine.name, engine.uri, engine.token, engine.server_version, engine.capabilities)
        grounds: dict[float, Ground] = {}
        survivors = 0
        for mutant in MUTANTS:
            if names and mutant.name not in names:
                continue
            started = time.perf_counter()
            if mutant.deadline not in grounds:
                grounds[mutant.deadline] = Ground(server, f"m{len(grounds)}", deadline=mutant.deadline)
            if mutant.unseen:
                _tell(f"{mutant.name:<36} {mutant.check:<36} not seen: Milvus Lite {mutant.unseen}")
                continue
            catch, others = grounds[mutant.deadline].hunt(mutant)
            survivors += catch is None
            said = f"{catch.profile:<8} {catch.examples:>4}  {catch.fingerprint}" if catch else "SURVIVED"
            _tell(
                f"{mutant.name:<36} {mutant.check:<36} {time.perf_counter() - started:>5.1f} s {said}",
            )
            if catch is None:
                _tell(f"    meant: {mutant.kind} {mutant.path}; found: {sorted(set(others)) or 'nothing'}")
        _tell(f"{survivors} survivors of {len(names or MUTANTS)}")
        return min(survivors, 1)
    finally:
        engine.stop()


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
