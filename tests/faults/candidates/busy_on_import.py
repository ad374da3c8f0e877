"""The import computes for ever."""

from __future__ import annotations

from tests.faults.candidates.base import Candidate

while True:
    pass


class Client(Candidate):
    pass
