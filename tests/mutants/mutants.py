"""The table of all mutants."""

from __future__ import annotations

from collections.abc import Iterator

from tests.mutants import closing, defining, fetching, searching, writing
from tests.mutants.planting import Mutant

__all__ = ["MUTANTS"]


def _planted() -> Iterator[Mutant]:
    for module in (closing, defining, writing, searching, fetching):
        for value in vars(module).values():
            mutant = vars(value).get("mutant") if isinstance(value, type) else None
            if isinstance(mutant, Mutant):
                yield mutant


MUTANTS = tuple(_planted())
"""Every mutant, in the order of the methods of `conformance.operation.catalogue`'s areas."""
