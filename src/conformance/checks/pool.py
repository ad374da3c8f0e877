"""A fixed number of generated values, drawn before the examples, so that examples can share what is costly."""

from __future__ import annotations

from typing import TypeVar

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.strategies import SearchStrategy

from conformance.operation import Scene

__all__ = ["pool", "scene_pool"]

T = TypeVar("T")


def pool(strategy: SearchStrategy[T], count: int, seed_: int) -> list[T]:
    """Return ``count`` values of a strategy, the same ones for the same seed."""
    drawn: list[T] = []

    def collect(value: T) -> None:
        drawn.append(value)

    collecting = settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )(seed(seed_)(given(strategy)(collect)))
    collecting()
    return drawn[:count]


def scene_pool(scenes: SearchStrategy[Scene], count: int, seed_: int) -> list[Scene]:
    """Return scenes from simple to rich, because a failing example shrinks towards the first."""
    return sorted(pool(scenes, count, seed_), key=lambda scene: (len(scene.schema.fields), len(repr(scene))))
