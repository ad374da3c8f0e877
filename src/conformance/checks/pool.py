"""Generated values that are drawn before the examples, so that examples can share what is costly.

The one rule: what is drawn depends on the seed alone; what is kept of it is chosen, not left to chance.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.strategies import SearchStrategy

from conformance.operation import Scene
from conformance.operation.schema import UNSET

__all__ = ["ROUND", "pool", "scene_pool"]

T = TypeVar("T")

ROUND = 10
"""Most examples to ask Hypothesis for at once. From the eleventh on it mostly varies earlier ones, five times each;
where an example costs far more than to draw it, a fresh one shows more."""

CHOICE = 8
"""Scenes drawn for each one kept."""


def pool(strategy: SearchStrategy[T], count: int, seed_: int) -> list[T]:
    """Return ``count`` different values of a strategy, or all where there are fewer; the simplest comes first."""
    drawn: dict[str, T] = {}
    for number in range(count):
        before = len(drawn)
        for value in _round(strategy, f"{seed_} {number}"):
            drawn.setdefault(repr(value), value)
        if len(drawn) == before or len(drawn) >= count:
            break
    return list(drawn.values())[:count]


def scene_pool(scenes: SearchStrategy[Scene], count: int, seed_: int) -> list[Scene]:
    """Return scenes that have as much as possible among them, from simple to rich.

    The simplest one is always there, because a failing example shrinks towards it.
    """
    left = pool(scenes, CHOICE * count, seed_)
    kept, covered = [left.pop(0)], set[str]()
    while left and len(kept) < count:
        best = max(left, key=lambda scene: (len(set(_features(scene)) - covered), len(scene.rows)))
        covered |= set(_features(best))
        kept.append(best)
        left.remove(best)
    return sorted(kept, key=lambda scene: (len(scene.schema.fields), len(repr(scene))))


def _round(strategy: SearchStrategy[T], seed_: str) -> list[T]:
    drawn: list[T] = []

    def collect(value: T) -> None:
        drawn.append(value)

    collecting = settings(
        max_examples=ROUND,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )(seed(seed_)(given(strategy)(collect)))
    collecting()
    return drawn


def _features(scene: Scene) -> Iterator[str]:
    """Yield what a scene has that a bug could depend on."""
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
    for entry in scene.indexes.entries:
        yield f"{entry.type} {entry.metric}"
    yield "keys of the server" if schema.primary.auto_id else "keys of the user"
    yield f"{len(schema.vectors)} vectors"
    if schema.dynamic:
        yield "dynamic"
    if scene.partitions:
        # Partitions matter most where rows can be asked for by key.
        yield "partitions"
        yield f"partitions, {'no ' if schema.primary.auto_id else ''}known keys"
