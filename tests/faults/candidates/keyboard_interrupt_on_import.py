"""The import raises KeyboardInterrupt."""

from __future__ import annotations

from tests.faults.candidates.base import Candidate

raise KeyboardInterrupt


class Client(Candidate):
    pass
