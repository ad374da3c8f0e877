"""Errors that a user can act on: each says what was tried, why it failed and what to do."""

from __future__ import annotations

__all__ = ["RemedyError"]


class RemedyError(Exception):
    """A failure that the user can mend.

    Args:
        tried: What was attempted, one sentence without a full stop.
        reason: Why it failed; may span lines (a server's last log lines).
        remedies: What to do, each an imperative sentence.

    Attributes:
        tried: As given.
        reason: As given.
        remedies: As given.
    """

    def __init__(self, tried: str, reason: str, *remedies: str) -> None:
        self.tried, self.reason, self.remedies = tried, reason, remedies
        super().__init__(tried, reason, *remedies)

    def __str__(self) -> str:
        lines = [f"{self.tried}: {self.reason}"]
        lines += [f"  - {remedy}" for remedy in self.remedies]
        return "\n".join(lines)
