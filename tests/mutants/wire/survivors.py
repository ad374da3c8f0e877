"""Print how many of the generated mutants the wire tier catches, and which survive.

    python -m tests.mutants.wire.survivors [METHOD...]

Exit status 1 if fewer than 98 % are caught. The trials are those of ``wire.request`` in a run with the standard
profile and seed 0.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.mutants.wire.dropping import Dropping, dropping

from conformance.checks.profile import profile
from conformance.checks.wire.check import trials
from conformance.checks.wire.judge import examine
from conformance.checks.wire.stage import WireStage
from conformance.checks.wire.topics import REQUEST
from conformance.clients import Factory, resolve
from conformance.data import load_toml
from conformance.wire.trial import WireTrial

__all__ = ["REASONS", "SHARE", "Hunt", "reasons"]

SHARE = 0.98
"""Share of the mutants that must be caught."""

REASONS = Path(__file__).with_name("survivors.toml")


def reasons() -> dict[str, str]:
    """Return why some mutants cannot be caught, by name."""
    return dict(load_toml(REASONS)["survivors"])


class Hunt:
    """Hunts mutants, method by method, on one stage."""

    def __init__(self) -> None:
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
        self._client: type | None = None
        candidate = Factory("tests:mutant", lambda **words: self._client(**words))  # type: ignore[misc]
        self.stage = WireStage(resolve("pymilvus:MilvusClient"), candidate)
        self._drawn: dict[str, list[WireTrial]] = {}

    def caught(self, mutant: Dropping) -> str:
        """Return the fingerprint by which a mutant is caught, ``""`` if it survives."""
        self._client = mutant.client
        check = partial(examine, f"wire.request/{mutant.method}", self.stage)
        for trial in self._trials(mutant.method):
            for finding in check(trial).findings:
                return finding.fingerprint
        return ""

    def _trials(self, method: str) -> list[WireTrial]:
        if method not in self._drawn:
            self._drawn[method] = trials(REQUEST, self.stage, method, profile("standard"), 0)
        return self._drawn[method]


def _hunt(names: list[str]) -> Iterator[tuple[Dropping, str]]:
    hunt = Hunt()
    for name in names or [""]:
        for mutant in dropping(name):
            yield mutant, hunt.caught(mutant)
    hunt.stage.close()


def main(names: list[str]) -> int:
    """Print the survivors and the share caught; return the exit status."""
    told, survivors, total = reasons(), 0, 0
    for mutant, fingerprint in _hunt(names):
        total += 1
        if not fingerprint:
            survivors += 1
            sys.stdout.write(f"survives: {mutant.name}: {told.get(mutant.name, 'no reason known')}\n")
    share = 1 - survivors / max(total, 1)
    sys.stdout.write(f"{total - survivors} of {total} caught ({share:.1%}); wanted: {SHARE:.0%}\n")
    return 0 if share >= SHARE else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
