"""Generated values that are drawn before they are used, so that the most telling ones can be chosen.

The one rule: what is drawn depends on the seed alone, and what is kept of it is chosen, not left to chance.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.strategies import DataObject, SearchStrategy, data, integers, tuples

from conformance.exploration.constants import without_local_constants
from conformance.exploration.features import scene_features
from conformance.model import Scene

__all__ = ["ROUND", "covering", "draws", "each", "pool", "scene_pool"]

T = TypeVar("T")

_ONE = threading.RLock()
"""Held while Hypothesis draws: before 6.155.7 one strategy in two threads fails now and then."""

ROUND = 10
"""Most values to ask Hypothesis for at once. From the eleventh on it mostly varies earlier ones, five times each;
where an example costs far more than to draw it, a fresh one shows more."""

TOGETHER = 8
"""Values of different strategies that are drawn as one."""

CHOICE = 8
"""Scenes drawn for each one kept."""


def draws(strategy: SearchStrategy[T], count: int, seed_: int) -> Iterator[tuple[T, str]]:
    """Yield ``count`` different values of a strategy, each with the seed of its round; fewer if there are fewer.

    The first value is the simplest one.
    """
    seen: set[str] = set()
    for number in range(count):
        before, round_ = len(seen), f"{seed_} {number}"
        for value in _round(strategy, round_):
            if repr(value) not in seen and len(seen) < count:
                seen.add(repr(value))
                yield value, round_
        if len(seen) in (before, count):
            return


def each(strategies: Sequence[SearchStrategy[T]], seed_: int | str) -> Iterator[T]:
    """Yield one value of each strategy; several are drawn as one, because a round of Hypothesis costs more."""
    for start in range(0, len(strategies), TOGETHER):
        yield from _one(tuples(*strategies[start : start + TOGETHER]), f"{seed_} {start}")


def pool(strategy: SearchStrategy[T], count: int, seed_: int) -> list[T]:
    """Return ``count`` different values of a strategy, or all where there are fewer; the simplest comes first."""
    return [value for value, _ in draws(strategy, count, seed_)]


def covering(values: Iterable[T], features: Callable[[T], Iterable[Hashable]]) -> Iterator[T]:
    """Yield the values so that any first few of them have as many features among them as can be."""
    left = [(value, frozenset(features(value))) for value in values]
    covered: set[Hashable] = set()
    while left:
        place = max(range(len(left)), key=lambda place: len(left[place][1] - covered))
        value, found = left.pop(place)
        if found <= covered:
            covered = set()  # all was seen: begin again with what is left
        covered |= found
        yield value


def scene_pool(
    scenes: SearchStrategy[Scene],
    count: int,
    seed_: int,
    accepts: Callable[[Scene], bool] = lambda scene: True,  # noqa: ARG005
) -> list[Scene]:
    """Return scenes that have as much as possible among them, from simple to rich.

    The simplest one is among them if it can be, because a failing example shrinks towards it.

    Args:
        scenes: What to draw.
        count: How many scenes are wanted.
        seed_: Seed of the drawing.
        accepts: Whether a scene can be used.
    """
    simplest, *others = pool(scenes, CHOICE * count, seed_)
    kept: list[Scene] = []
    for scene in (simplest, *covering(others, scene_features)):
        if len(kept) < count and accepts(scene):
            kept.append(scene)
    return sorted(kept, key=lambda scene: (len(scene.schema.fields), len(repr(scene))))


class _Drawn(BaseException):
    """The value that was wanted is there; not an Exception, so that Hypothesis lets it pass."""


def _one(strategy: SearchStrategy[T], seed_: str) -> T:
    """Return a value by chance.

    Hypothesis begins with the simplest one. A number drawn first tells it from others, before it costs anything.
    """
    drawn: list[T] = []

    def take(chance: int, source: DataObject) -> None:
        if chance:
            drawn.append(source.draw(strategy))
            raise _Drawn

    while not drawn:
        with suppress(_Drawn):
            # Two examples at most: of ten, Hypothesis varies the first choice of one and leaves all else simplest.
            _generate(take, seed_, 2, integers(0, 2**32), data())
        seed_ += "+"  # the number may be 0 by chance
    return drawn[0]


def _round(strategy: SearchStrategy[T], seed_: str) -> list[T]:
    drawn: list[T] = []

    def collect(value: T) -> None:
        drawn.append(value)

    _generate(collect, seed_, ROUND, strategy)
    return drawn


def _generate(test: Callable[..., None], seed_: str, count: int, *strategies: SearchStrategy[Any]) -> None:
    generate = settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )(seed(seed_)(given(*strategies)(test)))
    with _ONE, without_local_constants():
        generate()
