"""Values: what is called (`Operation`), with which arguments (recipes), and what came of it (`Outcome`)."""

from conformance.operation.catalogue import Entry, entries, lookup
from conformance.operation.operation import COLLECTION, Operation, Placeholder
from conformance.operation.outcome import Outcome, Raised, Returned, TimedOut, Typed, raised, record
from conformance.operation.recipe import Made, Name
from conformance.operation.schema import Field, Index, Indexes, Schema

__all__ = [
    "COLLECTION",
    "Entry",
    "Field",
    "Index",
    "Indexes",
    "Made",
    "Name",
    "Operation",
    "Outcome",
    "Placeholder",
    "Raised",
    "Returned",
    "Schema",
    "TimedOut",
    "Typed",
    "entries",
    "lookup",
    "raised",
    "record",
]
