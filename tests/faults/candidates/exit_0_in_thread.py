"""A thread ends the process with status 0, a second after the import."""

from __future__ import annotations

import os
import threading

from tests.faults.candidates.base import Candidate

timer = threading.Timer(1.0, os._exit, [0])
timer.daemon = True
timer.start()


class Client(Candidate):
    pass
