"""The words of a dataset are those of NumPy's stream, whatever rows are asked for first."""

import numpy as np
import pytest

from pytest_milvus.datasets.words import Words


def test_stream_is_the_one_that_numpy_promises() -> None:
    # Stated, not computed: a NumPy that changed the stream would change every dataset.
    words = Words.drawn(42, 3, 0, 2)
    assert words.numbers.tolist() == [
        [14276969152011380360, 8095878257575067585, 15838336090824644132],
        [12864169557245331597, 1737265434024182251, 17997055833233904524],
    ]


@pytest.mark.parametrize(("start", "stop"), [(0, 1), (1, 5), (99, 100), (40, 40)])
def test_any_rows_can_be_drawn_without_those_before(start: int, stop: int) -> None:
    everything = Words.drawn(7, 4, 0, 100)
    part = Words.drawn(7, 4, start, stop)
    assert part.first == start
    assert part.numbers.tolist() == everything.numbers[start:stop].tolist()


def test_views_of_a_word() -> None:
    words = Words(0, np.array([[0x8000_0000_0000_0001, 0xFFEE_DDCC_BBAA_9988]], np.uint64))
    assert words.halves().tolist() == [[1, 0x8000_0000, 0xBBAA_9988, 0xFFEE_DDCC]]
    assert words.octets().tolist() == [[1, 0, 0, 0, 0, 0, 0, -128, -120, -103, -86, -69, -52, -35, -18, -1]]
    assert words.units()[0, 0] == 0.5
    assert words.below(10).tolist() == [[0, 5, 7, 9]]


def test_units_and_choices_are_those_of_the_generator() -> None:
    rng = np.random.default_rng(5)
    words = Words.drawn(5, 6, 0, 1)
    vector, choice = words.split([4, 2])
    assert vector.units()[0].tolist() == rng.random(4).tolist()
    assert choice.below(28)[0].tolist() == rng.choice(28, 4).tolist()


def test_split_keeps_the_row_number() -> None:
    parts = Words.drawn(1, 3, 10, 12).split([0, 1, 2])
    assert [(part.first, part.numbers.shape) for part in parts] == [(10, (2, 0)), (10, (2, 1)), (10, (2, 2))]
