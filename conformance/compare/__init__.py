"""What counts as a difference: pure functions from outcomes to differences."""

from conformance.compare.differences import (
    ABSENT,
    ENDINGS,
    Difference,
    canonical,
    compare_outcomes,
    compare_values,
)

__all__ = ["ABSENT", "ENDINGS", "Difference", "canonical", "compare_outcomes", "compare_values"]
