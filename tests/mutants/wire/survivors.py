"""Print how many of the generated mutants the wire tier catches, and which survive.

    python -m tests.mutants.wire.survivors [METHOD...]

Exit status 1 if fewer than 98 % are caught, or if ``survivors.toml`` does not say why one survives, or says it of
one that is caught. The test cases are those of ``wire.request`` and ``wire.fault`` in a run with the standard profile
and seed 0.
"""

from __future__ import annotations

import sys
from pathlib import Path

from conformance.catalogue import representatives
from conformance.tiers.wire.case import WireTestCase
from pytest_milvus.data import load_toml
from tests.mutants.wire.dropping import Dropping, dropping
from tests.mutants.wire.harness import WireGround

__all__ = ["SHARE", "caught", "reasons"]

SHARE = 0.98
"""Share of the mutants that must be caught."""

REASONS = Path(__file__).with_name("survivors.toml")


def reasons() -> dict[str, str]:
    """Return why some mutants cannot be caught, by name."""
    return dict(load_toml(REASONS)["survivors"])


def caught(mutant: Dropping, ground: WireGround) -> str:
    """Return the fingerprint by which a mutant is caught, ``""`` if it survives.

    As in a run, what is not seen again is chance: on a busy machine any client may fail where a connection breaks.
    """
    methods = dict.fromkeys((mutant.method, representatives()[0]))
    for check in (f"wire.{topic}/{method}" for topic in ("request", "fault") for method in methods):
        for test_case in ground.planned_test_cases(check, "standard"):
            if any(map(mutant.concerned, test_case.acts)):
                seen = _shown(mutant, ground, check, test_case)
                if seen and (again := seen & _shown(mutant, ground, check, test_case)):
                    return min(again)
    return ""


def _shown(mutant: Dropping, ground: WireGround, check: str, test_case: WireTestCase) -> set[str]:
    return {finding.fingerprint for finding in ground.findings(mutant.client, check, test_case)}


def main(names: list[str]) -> int:
    """Print the survivors and the share caught; return the exit status."""
    ground, told = WireGround(), reasons()
    mutants = [mutant for name in names or [""] for mutant in dropping(name)]
    survivors = [mutant.name for mutant in mutants if not caught(mutant, ground)]
    ground.close()
    sys.stdout.writelines(f"survives: {name}: {told.get(name, 'no reason known')}\n" for name in survivors)
    dead = {mutant.name for mutant in mutants}.difference(survivors)
    sys.stdout.writelines(
        f"is caught, whatever {REASONS.name} says: {name}\n" for name in sorted(dead & told.keys())
    )
    share = len(dead) / len(mutants)
    sys.stdout.write(f"{len(dead)} of {len(mutants)} caught ({share:.1%}); wanted: {SHARE:.0%}\n")
    return int(share < SHARE or not told.keys() >= set(survivors) or bool(dead & told.keys()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
