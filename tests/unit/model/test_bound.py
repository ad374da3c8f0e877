"""What is recorded of a result is bounded, and equal and unequal results stay so."""

from collections.abc import Mapping

import numpy as np
import pytest

from conformance.compare import compare_values
from conformance.model import Typed, raised, record
from conformance.model.bound import SIZE
from conformance.model.codec import decode, encode

PRINTED = 16 * SIZE
"""Characters that any recorded result may be printed with."""


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
    "text": lambda: "x" * 10**7,
    "bytes": lambda: [b"x" * 10**7] * 3,
    "list": lambda: list(range(500_000)),
    "rows": lambda: [{"id": 1, "name": "abc" * 100}] * 20_000,
    "tuple": lambda: (None,) * 500_000,
    "dict": lambda: dict.fromkeys(range(500_000)),
    "set": lambda: set(range(500_000)),
    "array": lambda: np.zeros((1000, 1000)),
    "number": lambda: 10**100_000,
    "within": lambda: [[["x" * 100] * 100] * 100] * 10,
    "a length that is no length": Long,
    "an endless mapping": Endless,
    "a list in itself": itself,
    "an object in itself": Linked,
    "depth": lambda: deep(3000),
}


@pytest.mark.parametrize("make", GREAT.values(), ids=GREAT)
def test_a_great_result_is_recorded_in_bounds_and_always_alike(make):
    kept = record(make())
    assert len(repr(kept)) < PRINTED
    assert repr(kept) == repr(record(make()))
    assert decode(encode(kept)) == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x" * SIZE + "xa", "x" * SIZE + "xb"),
        (b"x" * SIZE + b"xa", b"x" * SIZE + b"xb"),
        ([0] * SIZE + [0, 0], [0] * SIZE + [0, 1]),
        ([[0] * 1000] * 500 + [[1]], [[0] * 1000] * 500 + [[True]]),
        (dict.fromkeys(range(SIZE + 1)), dict.fromkeys(range(SIZE + 2))),
        (np.zeros(SIZE + 1), np.ones(SIZE + 1)),
        (10**5000, 10**5000 + 1),
        ([*range(SIZE + 1)], tuple(range(SIZE + 1))),
    ],
    ids=["text", "bytes", "items", "types", "length", "array", "number", "kind"],
)
def test_great_results_that_differ_at_the_end_are_recorded_as_different(one, other):
    assert list(compare_values(record(one), record(other), "result"))
    assert not list(compare_values(record(one), record(one), "result"))


def test_what_has_room_is_recorded_whole():
    value = {"a": [1] * 10_000, "b": "x" * 100_000}
    assert record(value) == value


def test_whoever_cannot_be_looked_at_wholly_says_so():
    assert record(Long()).value["whole"] is False


def test_an_error_s_text_is_bounded_and_an_error_that_cannot_be_asked_is_an_outcome():
    assert len(raised(ValueError("x" * 10**7)).message) < 20_000
    assert raised(ValueError("x" * 10**7)).message != raised(ValueError("x" * 10**7 + "y")).message
    assert raised(MuteError()) == raised(MuteError())
    assert "ValueError" in raised(MuteError()).message


def test_a_cut_text_is_no_text():
    assert isinstance(record("x" * (SIZE + 1)), Typed)
