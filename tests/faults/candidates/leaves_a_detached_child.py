"""A method starts a process that has no parent and a session of its own."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.faults.candidates.base import Candidate

START = """
import os, subprocess, sys
os.setsid()
nowhere = subprocess.DEVNULL
sleep = "import time; time.sleep(600)  # left behind"
subprocess.Popen([sys.executable, "-c", sleep], stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True)
"""


class Client(Candidate):
    started = 0

    async def attack(self) -> None:
        if Client.started != os.getpid():
            Client.started = os.getpid()
            subprocess.run([sys.executable, "-c", START], check=True)
