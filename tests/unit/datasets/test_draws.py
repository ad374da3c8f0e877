"""Every kind of draw makes values within its bounds, and reaches all of them."""

import dataclasses
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pytest_milvus.datasets.draws import KINDS, draw_of
from pytest_milvus.datasets.words import Words

ROWS = 2000


def column(table: dict[str, Any]) -> Any:
    draw = draw_of(table)
    made = draw.column(Words.drawn(3, draw.width, 10, 10 + ROWS))
    assert len(made) == ROWS
    return made


def test_count() -> None:
    assert column({"kind": "count", "first": 5})[:3] == [15, 16, 17]
    assert column({"kind": "count", "prefix": "row-"})[0] == "row-10"


def test_grid_is_scaled_integers() -> None:
    made = column({"kind": "grid", "dim": 11, "unit": 0.5})
    assert (made.shape, made.dtype) == ((ROWS, 11), np.float32)
    assert set((made * 2).ravel().tolist()) == set(range(-128, 128))


def test_units_are_doubles_below_one() -> None:
    made = column({"kind": "units"})
    assert 0 <= min(made) < 0.01
    assert 0.99 < max(made) < 1
    assert any(float(np.float32(value)) != value for value in made)  # more precise than float32
    assert column({"kind": "units", "dim": 5}).shape == (ROWS, 5)


def test_sparse_entries_are_distinct_ordered_and_not_zero() -> None:
    made = column({"kind": "sparse", "entries": 4, "stride": 8, "unit": 0.25})
    assert all([index // 8 for index in row] == [0, 1, 2, 3] for row in made)
    assert {weight for row in made for weight in row.values()} == {n / 4 for n in range(1, 17)}
    assert {index for row in made for index in row} == set(range(32))


def test_sparse_units_are_a_csr_row() -> None:
    assert {tuple(row) for row in column({"kind": "sparse-units", "entries": 3})} == {(0, 1, 2)}


@pytest.mark.parametrize(("low", "high"), [(-3, 3), (5, 5), (2**53, 2**53 + 3), (-(2**63), -(2**63) + 1)])
def test_integers_reach_both_ends(low: int, high: int) -> None:
    assert set(column({"kind": "integers", "low": low, "high": high})) == set(range(low, high + 1))


def test_integers_with_a_unit_are_floats() -> None:
    made = column({"kind": "integers", "low": -1, "high": 2, "unit": 0.25})
    assert {(type(value), value) for value in made} == {(float, n / 4) for n in (-1, 0, 1, 2)}


def test_choice_and_text() -> None:
    assert {*column({"kind": "choice", "values": [True, "a", 2.5]})} == {True, "a", 2.5}
    texts = column({"kind": "text", "sentence": "ab cé  d", "length": 3})
    assert {len(text.split(" ")) for text in texts} == {3}
    assert {word for text in texts for word in text.split()} == {"ab", "cé", "d"}


def test_array_lengths_reach_both_ends() -> None:
    made = column({"kind": "array", "least": 0, "most": 3, "of": {"kind": "integers", "low": 1, "high": 9}})
    assert {len(row) for row in made} == {0, 1, 2, 3}
    assert {value for row in made for value in row} == set(range(1, 10))


def test_array_elements_are_independent() -> None:
    made = column({"kind": "array", "least": 2, "most": 2, "of": {"kind": "integers", "low": 0, "high": 9}})
    assert len({tuple(row) for row in made}) == 100


def test_object_leaves_absent_keys_out() -> None:
    number = {"kind": "integers", "low": 0, "high": 1}
    made = column(
        {"kind": "object", "keys": {"a": number, "b": {"kind": "absent", "one_in": 4, "of": number}}}
    )
    without = sum("b" not in row for row in made)
    assert all(set(row) <= {"a", "b"} and "a" in row for row in made)
    assert ROWS / 5 < without < ROWS / 3


def test_absent_is_none() -> None:
    made = column({"kind": "absent", "one_in": 2, "of": {"kind": "count"}})
    assert {value is None or value == number for number, value in enumerate(made, 10)} == {True}
    assert ROWS / 3 < made.count(None) < ROWS * 2 / 3


def test_same_rows_whatever_the_block() -> None:
    draw = draw_of({"kind": "array", "least": 0, "most": 3, "of": {"kind": "count"}})
    whole = draw.column(Words.drawn(3, draw.width, 0, 50))
    parts = [draw.column(Words.drawn(3, draw.width, start, start + 10)) for start in range(0, 50, 10)]
    assert [row for part in parts for row in part] == whole


@pytest.mark.parametrize("table", [{}, {"kind": "normal"}, {"kind": "grid", "dims": 3}])
def test_wrong_tables_are_refused(table: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError)):
        draw_of(table)


def test_every_kind_is_documented_with_its_words() -> None:
    page = (Path(__file__).parents[3] / "docs" / "reference" / "datasets.md").read_text("utf-8")
    for kind, draw in KINDS.items():
        (line,) = (line for line in page.splitlines() if line.startswith(f"| `{kind}` |"))
        words = re.findall(r"`(\w+)`", line.split("|")[2])
        assert words == [field.name for field in dataclasses.fields(draw)]
