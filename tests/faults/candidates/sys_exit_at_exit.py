"""What runs at the end of the process calls sys.exit(0)."""

from __future__ import annotations

import atexit
import sys

from tests.faults.candidates.base import Candidate

atexit.register(sys.exit, 0)


class Client(Candidate):
    pass
