"""An error text holds NUL, ESC and bidirectional controls."""

from __future__ import annotations

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        raise RuntimeError(
            "nul \0 esc \x1b[2J\x1b]0;title\x07 bidi \u202e\u2066 bell \x07 \x85 return\rverdict: conformant"
        )
