"""The constructor never ends."""

from __future__ import annotations

import time
from typing import Any

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    def __init__(self, **words: Any) -> None:
        time.sleep(10**6)
        super().__init__(**words)
