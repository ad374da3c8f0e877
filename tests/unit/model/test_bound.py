"""What is recorded of a result is bounded, and equal and unequal results stay so."""

from collections.abc import Mapping

import numpy as np
import pytest

from conformance.compare import compare_values
from conformance.model import Typed, bound, outcome, raised, record
from conformance.model.codec import decode, encode

SIZE, WORK = 1 << 14, 1 << 16
"""Bounds that results are compared with here: a sixteenth of the real ones, and as much quicker."""
PRINTED = 16
"""Characters that any recorded result may be printed with, for each that may be recorded."""


@pytest.fixture
def low_bounds(monkeypatch):
    for module in (bound, outcome):
        monkeypatch.setattr(module, "SIZE", SIZE)
        monkeypatch.setattr(module, "WORK", WORK)


class Long:
    def __len__(self):
        return 10**9

    def __getitem__(self, place):
        return place


class Endless(Mapping):
    def __len__(self):
        return 10**9

    def __iter__(self):
        return iter(int, 1)

    def __getitem__(self, key):
        return key


class Linked:
    def __init__(self):
        self.me, self.again = self, self


class MuteError(Exception):
    def __str__(self):
        raise ValueError

    @property
    def code(self):
        raise KeyError


def itself():
    found: list = []
    found += [found, found]
    return found


def deep(levels):
    found: list = []
    for _ in range(levels):
        found = [found]
    return found


GREAT = {
    "text": lambda: "x" * 40 * SIZE,
    "bytes": lambda: [b"x" * 40 * SIZE] * 3,
    "list": lambda: list(range(2 * SIZE)),
    "rows": lambda: [{"id": 1, "name": "abc" * 100}] * (SIZE // 13),
    "tuple": lambda: (None,) * 2 * SIZE,
    "dict": lambda: dict.fromkeys(range(2 * SIZE)),
    "set": lambda: set(range(2 * SIZE)),
    "array": lambda: np.zeros((1000, SIZE // 250)),
    "number": lambda: 10**100_000,
    "within": lambda: [[["x" * 100] * 100] * 10] * 6,
    "a length that is no length": Long,
    "an endless mapping": Endless,
    "a list in itself": itself,
    "an object in itself": Linked,
    "depth": lambda: deep(3000),
}


@pytest.mark.parametrize("make", GREAT.values(), ids=GREAT)
def test_a_great_result_is_recorded_in_bounds_and_always_alike(make, low_bounds):
    kept = record(make())
    assert len(repr(kept)) < PRINTED * SIZE
    assert repr(kept) == repr(record(make()))
    assert decode(encode(kept)) == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x" * SIZE + "xa", "x" * SIZE + "xb"),
        (b"x" * SIZE + b"xa", b"x" * SIZE + b"xb"),
        ([0] * SIZE + [0, 0], [0] * SIZE + [0, 1]),
        ([[0] * 100] * (SIZE // 50) + [[1]], [[0] * 100] * (SIZE // 50) + [[True]]),
        (dict.fromkeys(range(SIZE + 1)), dict.fromkeys(range(SIZE + 2))),
        (np.zeros(SIZE + 1), np.ones(SIZE + 1)),
        (10**5000, 10**5000 + 1),
        ([*range(SIZE + 1)], tuple(range(SIZE + 1))),
    ],
    ids=["text", "bytes", "items", "types", "length", "array", "number", "kind"],
)
def test_great_results_that_differ_at_the_end_are_recorded_as_different(one, other, low_bounds):
    assert list(compare_values(record(one), record(other), "result"))
    assert not list(compare_values(record(one), record(one), "result"))


def test_what_has_room_is_recorded_whole():
    value = {"a": [1] * 10_000, "b": "x" * 100_000}
    assert record(value) == value


def test_the_real_bounds_hold():
    numbers = [0] * (bound.SIZE + 1)
    assert record(numbers[1:]) == numbers[1:]
    assert record(numbers).type == "list, cut"
    assert len(repr(record([{"id": 1, "name": "abc" * 100}] * 2000))) < PRINTED * bound.SIZE


def test_whoever_cannot_be_looked_at_wholly_says_so(low_bounds):
    assert record(Long()).value["whole"] is False


def test_an_error_s_text_is_bounded_and_an_error_that_cannot_be_asked_is_an_outcome():
    assert len(raised(ValueError("x" * 10**7)).message) < 20_000
    assert raised(ValueError("x" * 10**7)).message != raised(ValueError("x" * 10**7 + "y")).message
    assert raised(MuteError()) == raised(MuteError())
    assert "ValueError" in raised(MuteError()).message


def test_a_cut_text_is_no_text():
    assert isinstance(record("x" * (bound.SIZE + 1)), Typed)
