"""The constructor reads the address 0."""

from __future__ import annotations

import ctypes
from typing import Any

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    def __init__(self, **words: Any) -> None:
        ctypes.string_at(0)
        super().__init__(**words)
