"""Values: what is called (`Operation`), with which arguments (recipes), and what came of it (`Outcome`)."""

from conformance.operation.catalogue import Entry, entries, lookup, wait
from conformance.operation.operation import COLLECTION, Operation, Placeholder
from conformance.operation.outcome import Outcome, Raised, Returned, TimedOut, Typed, raised, record
from conformance.operation.recipe import Made, Name, Then
from conformance.operation.scene import DEFAULT_PARTITION, Scene, Trial
from conformance.operation.schema import Field, Index, Indexes, Schema
from conformance.operation.story import ALIASES, NAMES, Story

__all__ = [
    "ALIASES",
    "COLLECTION",
    "DEFAULT_PARTITION",
    "NAMES",
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
    "Scene",
    "Schema",
    "Story",
    "Then",
    "TimedOut",
    "Trial",
    "Typed",
    "entries",
    "lookup",
    "raised",
    "record",
    "wait",
]
