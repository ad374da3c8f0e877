"""The import calls sys.exit(0)."""

from __future__ import annotations

import sys

from tests.faults.candidates.base import Candidate

sys.exit(0)


class Client(Candidate):
    pass
