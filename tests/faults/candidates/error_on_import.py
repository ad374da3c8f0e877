"""The import raises an ordinary error."""

from __future__ import annotations

from tests.faults.candidates.base import Candidate

raise RuntimeError("this client is not ready")


class Client(Candidate):
    pass
