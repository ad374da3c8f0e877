"""Call sequences: many calls in a row, drawn by a model that knows what makes sense next."""

from conformance.strategies.sequences.model import after, expected, known_methods, rule_of
from conformance.strategies.sequences.sequences import sequences
from conformance.strategies.state_machine.shapes import ROLES
from conformance.strategies.state_machine.state import UNKNOWN, Expected, State

__all__ = [
    "ROLES",
    "UNKNOWN",
    "Expected",
    "State",
    "after",
    "expected",
    "known_methods",
    "rule_of",
    "sequences",
]
