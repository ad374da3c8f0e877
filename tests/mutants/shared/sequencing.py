"""Bugs in what both clients share of everything else: what stands where, and under which name."""

from __future__ import annotations

from typing import Any

from tests.mutants.shared.planting import shared
from tests.mutants.shared.reading import PREPARE, Original
