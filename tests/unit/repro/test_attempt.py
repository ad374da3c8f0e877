"""How a script of the runtime tier judges its attempts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any, NoReturn

import pytest

from conformance.tiers.runtime.attempt import KEPT, TRIES, NeverEnded, kept, repeated, sides, wrong

FINE, DIFFERS = sides(KEPT, KEPT), sides("returned", "hung")


def test_only_what_the_finding_is_about_is_wrong() -> None:
    judged = [("late", "Search", "soon", "late"), ("ending", "timeout", *DIFFERS.values())]
    assert wrong(judged, "ending", "timeout") == DIFFERS
    assert wrong(judged, "ending", "call") == FINE


def test_a_loop_that_stands_still_never_ends() -> None:
    def perform() -> NoReturn:
        raise NeverEnded

    assert len(set(kept(perform).values())) == 2
    assert kept(lambda: None) == FINE


@pytest.mark.parametrize(
    ("attempts", "race", "made"),
    [
        ([(FINE, True)], False, 1),  # it came to something: there is nothing to try again
        ([(FINE, False), (FINE, False), (FINE, True)], False, 3),
        ([(FINE, True)] * TRIES, True, TRIES),
        ([(FINE, True), (FINE, True), (DIFFERS, True)], True, 3),
    ],
)
def test_attempts_are_made_until_one_decides(attempts: list[Any], race: bool, made: int) -> None:
    number = count(1)
    left: Iterator[Any] = iter(attempts)
    last = 0

    def attempt() -> Any:
        nonlocal last
        last = next(number)
        return next(left)

    assert repeated(attempt, race=race) == attempts[-1][0]
    assert last == made


def test_attempts_that_come_to_nothing_tell_nothing() -> None:
    with pytest.raises(NeverEnded):
        repeated(lambda: (FINE, False), race=False)
