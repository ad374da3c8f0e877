"""The import ends the process with status 0."""

from __future__ import annotations

import os

from tests.faults.candidates.base import Candidate

os._exit(0)


class Client(Candidate):
    pass
