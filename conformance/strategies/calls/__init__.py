"""Calls of every public method of a client, with every parameter, on the world of the wire tier."""

from conformance.strategies.calls.parameters import Parameter, methods, parameters
from conformance.strategies.calls.plan import (
    BY_POSITION,
    REQUIRED_ONLY,
    Planned,
    Wrong,
    call_plan,
    planned_calls,
    preludes,
    wrong_calls,
)
from conformance.strategies.calls.reach import reach
from conformance.strategies.calls.values import catalogued

__all__ = [
    "BY_POSITION",
    "REQUIRED_ONLY",
    "Parameter",
    "Planned",
    "Wrong",
    "call_plan",
    "catalogued",
    "methods",
    "parameters",
    "planned_calls",
    "preludes",
    "reach",
    "wrong_calls",
]
