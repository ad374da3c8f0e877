"""A thread that is no daemon never ends."""

from __future__ import annotations

import threading
import time

from tests.faults.candidates.base import Candidate

threading.Thread(target=time.sleep, args=[10**6]).start()


class Client(Candidate):
    pass
