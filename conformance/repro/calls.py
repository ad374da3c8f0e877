"""What a script needs for the calls of a finding: imports, and how long it waits for them."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.catalogue import method_of
from conformance.exploration.finding import Finding
from conformance.model import Operation, TimedOut
from conformance.repro.assembly import import_of

__all__ = [
    "ANSWERED",
    "SERVER",
    "SIDES",
    "deadline",
    "factory",
    "follow",
    "import_lines",
    "listed",
    "set_code",
]

SERVER = (
    "Runs against the Milvus server at MILVUS_URI (default http://localhost:19530, token in MILVUS_TOKEN)."
)
"""Of a script that needs a server, what its docstring says of it."""

ANSWERED = (
    "# What the server answers to each RPC: in turn and then the last one, or by a field of the request."
)
"""Comment on recorded answers."""

SIDES = '{{"reference": {}, "candidate": {}}}'
"""What a script compares, for the code that shows each client."""


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


def follow(finding: Finding, *, candidate: bool = False) -> str:
    """Return the name of what awaits the results of a side; a synchronous reference owes no awaitable."""
    if finding.difference.kind == "awaitable" and candidate:
        return "owed"
    shapes = {method_of(act.method).answer.shape for act in finding.test_case.acts}
    return "followed" if "batches" in shapes else "awaited"


def factory(spec: str) -> str:
    """Return what a script calls to make a client."""
    return spec.partition(":")[2]


def listed(parameters: Iterable[str], calls: Iterable[str], name: str = "CALLS") -> list[str]:
    """Return the lines that define calls, each as a function.

    Args:
        parameters: Of each function.
        calls: The code of each call.
        name: What they are called together.
    """
    return [f"{name} = [", *(f"    lambda {', '.join(parameters)}: {call}," for call in calls), "]"]


def set_code(names: Iterable[str]) -> str:
    """Return a set as Python, in the order of its names: a set's own order is another one in each process."""
    return f"{{{', '.join(map(repr, sorted(names)))}}}"
