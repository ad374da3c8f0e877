"""Faults: what can go wrong with an RPC, as scripts.

The one rule: a fault that a client retries happens once, so that no test case waits for a retry to give up.
"""

from __future__ import annotations

from functools import cache

from pytest_milvus.mock_server.script import Abort, Answer, Drop, Late, Refusal, Rule, Script
from pytest_milvus.mock_server.service import has_status, rpcs

__all__ = ["CODES", "fault_scripts", "faults"]

CODES = {
    "UnexpectedError": (65535, 1),
    "CollectionNotFound": (100, 4),
    "CollectionNotLoaded": (101, 101),
    "PartitionNotFound": (200, 1),
    "IndexNotFound": (700, 25),
    "IndexNotExist of old servers": (0, 25),
    "DatabaseNotFound": (800, 1),
    "AliasNotFound": (1600, 1),
    "PermissionDenied": (65535, 5),
    "an old server's error": (0, 1),
    "a new server's error": (1100, 0),
    "RateLimit": (8, 49),
    "ServiceNotReady": (1, 1),
    "TimeTickLongDelay": (11, 1),
    "SchemaMismatch": (109, 62),
    "EmptyCollection of old servers": (0, 26),
    "CollectionNameNotFound of old servers": (0, 28),
}
"""Codes of a status in an answer: ``code`` and the legacy ``error_code``, by what they mean."""

FINAL = (
    *("UNIMPLEMENTED", "PERMISSION_DENIED", "UNAUTHENTICATED", "INVALID_ARGUMENT", "ALREADY_EXISTS"),
    *("RESOURCE_EXHAUSTED", "DEADLINE_EXCEEDED"),
)
"""gRPC status codes after which pymilvus gives up (``pymilvus.decorators``); they happen to every call."""

PASSING = (
    *("UNAVAILABLE", "NOT_FOUND", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "DATA_LOSS", "CANCELLED"),
    *("UNKNOWN", "INTERNAL"),
)
"""gRPC status codes after which pymilvus tries again, for as long as the call may take; they happen once."""

RETRIED = frozenset({"RateLimit"})
RETRIABLE = frozenset({"RateLimit", "ServiceNotReady", "TimeTickLongDelay"})
INPUT = frozenset({"PartitionNotFound", "a new server's error"})
"""What servers call the caller's own mistake."""


@cache
def faults() -> tuple[tuple[Answer, int | None], ...]:
    """Return every fault of an RPC, with how many calls in a row it happens to (``None``: all)."""
    found: list[tuple[Answer, int | None]] = []
    for name, (code, legacy) in CODES.items():
        answer = Refusal(code, name, legacy, retriable=name in RETRIABLE, input_error=name in INPUT)
        found += [(answer, 1)] if name in RETRIED else [(answer, None), (answer, 1)]
    found += [(Abort(code), None) for code in FINAL]
    found += [(Abort(code), 1) for code in PASSING]
    found += [(Drop(), 1), (Late(0.05), 1)]
    return tuple(found)


def fault_scripts(rpc: str) -> tuple[Script, ...]:
    """Return each fault of an RPC as a script in which all else is well."""
    told = has_status(rpcs()[rpc].response)
    return tuple(
        Script((Rule(rpc, answer, times=times),))
        for answer, times in faults()
        if told or not isinstance(answer, Refusal)  # a response without a status cannot fail by it
    )
