"""The table of all bugs in shared code."""

from __future__ import annotations

from tests.mutants.shared import reading, sequencing, writing
from tests.mutants.shared.planting import SharedMutant

__all__ = ["SHARED"]

SHARED: tuple[SharedMutant, ...] = tuple(
    value.mutant
    for module in (reading, writing, sequencing)
    for value in vars(module).values()
    if isinstance(getattr(value, "mutant", None), SharedMutant) and value.__module__ == module.__name__
)
