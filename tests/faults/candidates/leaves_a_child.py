"""A method starts a process and leaves it."""

from __future__ import annotations

import subprocess
import sys

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    left: subprocess.Popen[bytes] | None = None

    async def attack(self) -> None:
        if Client.left is None:
            Client.left = subprocess.Popen(
                [sys.executable, "-c", "import time; time.sleep(600)  # left behind"]
            )
