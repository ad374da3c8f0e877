"""Faults that a run does not yet stand; whoever mends one takes its name away, since its test fails when it passes."""

from __future__ import annotations

__all__ = ["PENDING"]

PENDING = frozenset(
    {
        "SIGSTOP to the server",
        "result_without_end",
    }
)
