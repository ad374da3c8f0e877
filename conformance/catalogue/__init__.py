"""The catalogue: one record for each client method, in a module for each area."""

from conformance.catalogue.catalogue import is_catalogued, method_of, methods, representatives, sleep
from conformance.catalogue.method import Answer, Arguments, Memory, Method, NamespaceCall, SceneCall
from conformance.catalogue.rule import Rule

__all__ = [
    "Answer",
    "Arguments",
    "Memory",
    "Method",
    "NamespaceCall",
    "Rule",
    "SceneCall",
    "is_catalogued",
    "method_of",
    "methods",
    "representatives",
    "sleep",
]
