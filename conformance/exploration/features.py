"""Features: what a scene or a test case has that a bug could depend on.

The one rule: a feature is coarse, so that a few test cases can have them all: which arguments are given and of what
kind they are, not which numbers they hold.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from conformance.model import COLLECTION, Made, Operation, Placeholder, Scene, SceneTestCase
from pytest_milvus.values.filter import Filter
from pytest_milvus.values.schema import UNSET, Indexes, Schema

__all__ = ["features_of_test_case", "scene_features"]

WORD = 24
"""Longest text that is told apart from others: names and levels, not content."""


def scene_features(scene: Scene) -> Iterator[Hashable]:
    """Yield the types, options and sizes of a scene."""
    schema = scene.schema
    for field in schema.fields:
        kind = f"{field.dtype} {field.params.get('element_type', '')}"
        yield f"{kind} {'key' if field.primary else ''}"
        if field.nullable:
            yield f"{kind} nullable"
        if field.default != UNSET:
            yield f"{kind} default"
        if field.partition_key:
            yield "partition key"
        if field.params.get("enable_analyzer"):
            yield "words"
    for entry in scene.indexes.entries:
        yield f"{entry.type} {entry.metric}"
    yield "keys of the server" if schema.primary.auto_id else "keys of the user"
    yield f"{len(schema.vectors)} vectors"
    yield f"{'many' if len(scene.rows) > 5 else 'few'} rows"
    if schema.dynamic:
        yield "dynamic"
    if scene.partitions:
        # Partitions matter most where rows can be asked for by key.
        yield "partitions"
        yield f"partitions, {'no ' if schema.primary.auto_id else ''}known keys"


def features_of_test_case(test_case: SceneTestCase) -> Iterator[Hashable]:
    """Yield the features of the scene, and those of each call in the state in which it is made.

    A scene that is absent matters only where a call brings its schema. A call on another collection than the
    test case's proves nothing but that it is refused, so that is all it has.
    """
    if not all(_about_the_collection(act) for act in test_case.acts):
        yield "another collection"
        return
    state = test_case.scene.state
    yield state, len(test_case.acts)
    if state != "absent" or any("schema" in act.kwargs for act in test_case.acts):
        yield from scene_features(test_case.scene)
    for act in test_case.acts:
        yield f"{act.method}, {len(act.args)} by position"
        for place, value in enumerate(act.args):
            yield from ((state, act.method, place, kind) for kind in _kinds(value))
        for name, value in act.kwargs.items():
            yield from ((state, act.method, name, kind) for kind in _kinds(value))


def _about_the_collection(act: Operation) -> bool:
    first = act.kwargs.get("collection_name", act.args[0] if act.args else COLLECTION)
    return isinstance(first, Placeholder)


def _kinds(value: Any, *, literal: bool = True) -> Iterator[str]:
    """Yield what kinds of value an argument is made of; words are told apart only where they may be names."""
    if isinstance(value, Indexes):
        yield f"{min(len(value.entries), 2)} indexes"
    elif isinstance(value, (Made, Filter, Schema)):
        yield value.factory if isinstance(value, Made) else type(value).__name__
    elif isinstance(value, Mapping):
        yield from (f"{{{key}}}" for key in value if len(str(key)) <= WORD)
        yield from {f"{{}} {kind}" for item in value.values() for kind in _kinds(item, literal=False)}
    elif isinstance(value, (list, tuple)):
        yield f"{type(value).__name__} of {min(len(value), 2)}"
        yield from {f"[] {kind}" for item in value for kind in _kinds(item, literal=literal)}
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield f"{type(value).__name__} {(value > 0) - (value < 0)}"
    elif literal and isinstance(value, (str, bool)) and len(str(value)) <= WORD:
        yield repr(value)
    else:
        yield type(value).__name__
