"""A method deletes the folder it is in."""

from __future__ import annotations

import os
import shutil
import tempfile

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        folder = tempfile.mkdtemp()
        os.chdir(folder)
        shutil.rmtree(folder)
