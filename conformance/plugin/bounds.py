"""What ends a run that does not end by itself: time, silence and memory.

The one rule: each bound is so wide that only what hangs or grows without end meets it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from pytest_milvus.engines.kinds import kind_of

__all__ = ["BUDGETS", "MEMORY", "Bounds"]

BUDGETS: Mapping[str, int] = {"quick": 1200, "standard": 3600, "deep": 14400}
"""Seconds that a run may take, by profile. 600 cut a quick run on a container off where twenty processes shared two
cores."""

MEMORY = 4.0
"""GiB that each process of a run may hold."""

_SILENCE: Mapping[str, int] = {"quick": 300, "standard": 600, "deep": 1800}
"""Seconds without news from a run, by profile, after which what is running is given up."""


class Limits(Protocol):
    """The options that bounds follow from; `pytest_milvus.options.Options` has them."""

    @property
    def engine(self) -> str:
        """Name of the engine."""

    @property
    def profile(self) -> str:
        """Name of the profile."""

    @property
    def budget(self) -> float | None:
        """Seconds that the run may take, 0 for any number, ``None`` for what suits the profile."""

    @property
    def memory(self) -> float:
        """GiB that each process of the run may hold, 0 for any number."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The bounds of a run.

    Attributes:
        budget: Seconds after which no case is started; infinite for none.
        margin: Seconds that a case may go on when the budget is spent.
        silence: Seconds in which something has to start or to end.
        memory: Bytes that each process may hold; infinite for any number.
    """

    budget: float
    margin: float
    silence: float
    memory: float

    @classmethod
    def of(cls, options: Limits) -> Bounds:
        """Return the bounds that options ask for.

        Raises:
            pytest_milvus.errors.RemedyError: The engine of another package cannot be used.
        """
        given = BUDGETS[options.profile] if options.budget is None else options.budget
        budget = given or math.inf
        silence = max(_SILENCE[options.profile], kind_of(options.engine).patience)
        return cls(
            budget,
            min(60.0, max(10.0, budget / 10)),
            silence,
            options.memory * 2**30 or math.inf,
        )
