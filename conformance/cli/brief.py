"""Short scripts for issues, each run before it is given to anybody.

The one rule: a script that was not seen to show its divergence stands in no issue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

__all__ = ["SECONDS", "seen"]

SECONDS = 30.0
"""Seconds that a short script may take."""

_TRIED = 3
"""Divergences of one bug of which the short script is tried, the shortest first."""

_SAID = "DIVERGENCE"
"""What a short script says where it shows what it is about; one that breaks ends with the same status."""


def seen(divergences: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the divergence whose short script shows it here, of the shortest; ``None`` where none does.

    Args:
        divergences: Those of one bug, as a report has them.
    """
    from conformance.repro.replay import replay, surroundings

    # Reports of earlier releases have none.
    found = [item for item in divergences if item.get("brief")]
    tried = sorted(found, key=lambda item: item["brief"].count("\n"))[:_TRIED]
    outcomes = replay(
        [item["brief"] for item in tried], surroundings([str(Path.cwd())]), workers=1, deadline=SECONDS
    )
    for item, outcome in zip(tried, outcomes, strict=False):
        if outcome.state == "still" and _SAID in outcome.said:
            return item
    return None
