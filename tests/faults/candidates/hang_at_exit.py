"""What runs at the end of the process never ends."""

from __future__ import annotations

import atexit
import time

from tests.faults.candidates.base import Candidate

atexit.register(time.sleep, 10**6)


class Client(Candidate):
    pass
