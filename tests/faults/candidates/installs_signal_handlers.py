"""The import ignores every signal that can be."""

from __future__ import annotations

import contextlib
import signal

from tests.faults.candidates.base import Candidate

for number in signal.valid_signals() - {signal.SIGCHLD}:
    with contextlib.suppress(OSError, ValueError):
        signal.signal(number, signal.SIG_IGN)


class Client(Candidate):
    pass
