"""The hunt for bugs that both clients share: quick runs' test cases, on collections made with the bug in place."""

from __future__ import annotations

import itertools

from conformance.clients import Server
from conformance.exploration.agreed import ORACLE
from tests.mutants.faithful import FaithfulClient
from tests.mutants.harness import Catch, Ground
from tests.mutants.sequence.harness import StoryGround
from tests.mutants.shared.planting import SharedMutant, planted

__all__ = ["hunt"]

_NUMBERS = itertools.count()


def hunt(mutant: SharedMutant, server: Server) -> Catch | None:
    """Return how a bug is caught that both clients share, ``None`` if it survives the quick runs of all seeds."""
    kind = StoryGround if mutant.check.startswith("sequence.") else Ground
    with planted(mutant):
        ground = kind(server, f"shared_{next(_NUMBERS)}")
        try:
            for seed in ground.seeds:
                for number, test_case in enumerate(ground._drawn(mutant.check, seed), 1):
                    for finding in ground.findings(FaithfulClient, mutant.check, test_case):
                        if finding.difference.kind == ORACLE:
                            return Catch(finding.fingerprint, seed, number, finding)
        finally:
            ground.close()
    return None
