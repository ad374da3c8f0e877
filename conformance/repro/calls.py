"""What a script needs for the calls of a finding: imports, and how long it waits for them."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.exploration.finding import Finding
from conformance.model import Operation, TimedOut
from conformance.repro.assembly import import_of

__all__ = ["deadline", "import_lines"]


def import_lines(specs: Iterable[str], operations: Iterable[Operation]) -> list[str]:
    """Return the imports of a script, in order.

    Args:
        specs: ``MODULE:FACTORY`` of each client that it makes.
        operations: What it calls.
    """
    return sorted(set(map(import_of, specs)).union(*(operation.imports() for operation in operations)))


def deadline(finding: Finding) -> float:
    """Return the seconds that a script waits for one client."""
    calls = (*finding.reference["calls"], *finding.candidate["calls"])
    return max((call.after for call in calls if isinstance(call, TimedOut)), default=60.0)
