"""Call sequences: many calls in a row, drawn by a model that knows what makes sense next."""

from conformance.strategies.sequences.model import METHODS, after, expected
from conformance.strategies.sequences.sequences import sequences
from conformance.strategies.sequences.shapes import ROLES
from conformance.strategies.sequences.state import UNKNOWN, Expected, State

__all__ = ["METHODS", "ROLES", "UNKNOWN", "Expected", "State", "after", "expected", "sequences"]
