"""Calls of every public method of a client, with every parameter, on the world of the wire tier."""

from conformance.strategies.calls.parameters import Parameter, methods, parameters
from conformance.strategies.calls.plan import SHARED, call_plan, preludes, wrong_calls
from conformance.strategies.calls.reach import reach
from conformance.strategies.calls.values import catalogued

__all__ = [
    "SHARED",
    "Parameter",
    "call_plan",
    "catalogued",
    "methods",
    "parameters",
    "preludes",
    "reach",
    "wrong_calls",
]
