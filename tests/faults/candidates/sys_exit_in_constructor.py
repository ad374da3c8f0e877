"""The constructor calls sys.exit(0)."""

from __future__ import annotations

import sys
from typing import Any

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    def __init__(self, **words: Any) -> None:
        sys.exit(0)
        super().__init__(**words)
