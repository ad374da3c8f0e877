"""The constructor raises KeyboardInterrupt."""

from __future__ import annotations

from typing import Any

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    def __init__(self, **words: Any) -> None:
        raise KeyboardInterrupt
        super().__init__(**words)
