"""The import never ends."""

from __future__ import annotations

import time

from tests.faults.candidates.base import Candidate

time.sleep(10**6)


class Client(Candidate):
    pass
