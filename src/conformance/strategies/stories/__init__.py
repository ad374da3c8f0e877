"""Stories: many calls in a row, drawn by a model that knows what makes sense next."""

from conformance.strategies.stories.model import METHODS, after, expected
from conformance.strategies.stories.shapes import ROLES
from conformance.strategies.stories.state import UNKNOWN, Expected, State
from conformance.strategies.stories.stories import stories

__all__ = ["METHODS", "ROLES", "UNKNOWN", "Expected", "State", "after", "expected", "stories"]
