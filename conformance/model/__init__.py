"""Values: what is called (`Operation`), with which arguments (recipes), and what came of it (`Outcome`)."""

from conformance.model.call_sequence import ALIASES, NAMES, CallSequence
from conformance.model.errors import raised
from conformance.model.operation import COLLECTION, LOOK, Operation, Placeholder
from conformance.model.outcome import Outcome, Raised, Returned, TimedOut, Typed, record
from conformance.model.scene import DEFAULT_PARTITION, Scene, SceneTestCase
from pytest_milvus.values.recipe import Made, Name, Then
from pytest_milvus.values.schema import Field, Index, Indexes, Schema

__all__ = [
    "ALIASES",
    "COLLECTION",
    "DEFAULT_PARTITION",
    "LOOK",
    "NAMES",
    "CallSequence",
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
    "SceneTestCase",
    "Schema",
    "Then",
    "TimedOut",
    "Typed",
    "raised",
    "record",
]
