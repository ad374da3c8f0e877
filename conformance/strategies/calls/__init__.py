"""Calls of every public method of a client, with every parameter, on the world of the wire tier."""

from conformance.strategies.calls.histories import History, histories, memories
from conformance.strategies.calls.meant import valueless
from conformance.strategies.calls.parameters import Parameter, methods, parameters
from conformance.strategies.calls.plan import (
    BY_POSITION,
    REQUIRED_ONLY,
    Planned,
    Wrong,
    call_plan,
    planned_calls,
    shaped_call,
    wrong_calls,
)
from conformance.strategies.calls.reach import reach
from conformance.strategies.calls.shapes import shapes
from conformance.strategies.calls.values import catalogued, known

__all__ = [
    "BY_POSITION",
    "REQUIRED_ONLY",
    "History",
    "Parameter",
    "Planned",
    "Wrong",
    "call_plan",
    "catalogued",
    "histories",
    "known",
    "memories",
    "methods",
    "parameters",
    "planned_calls",
    "reach",
    "shaped_call",
    "shapes",
    "valueless",
    "wrong_calls",
]
