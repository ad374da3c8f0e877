"""The client raises when it is collected."""

from __future__ import annotations

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    def __del__(self) -> None:
        raise RuntimeError("gone")
