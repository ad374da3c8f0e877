"""What the recipes state is true, by arithmetic that shares nothing with the datasets' own."""

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from pytest_milvus.data import data_files, load_toml
from pytest_milvus.datasets import Dataset, load_dataset
from pytest_milvus.engines.capabilities import catalogue

Row = dict[str, Any]

CHECKS: dict[str, dict[str, Callable[[Row], bool]]] = {
    "small": {
        "serial == 9007199254740994": lambda row: row["serial"] == 2**53 + 2,
        "id < 0": lambda row: row["id"] < 0,
        "id >= 100 and id < 120": lambda row: row["id"] in range(100, 120),
        "id in [3, 500, 997, 5000]": lambda row: row["id"] in {3, 500, 997},
        'category == "red"': lambda row: row["category"] == "red",
        'category in ["café", "東京"]': lambda row: row["category"] in {"café", "東京"},
        "price < 10.0 and available == true": lambda row: row["price"] < 10 and row["available"],
        'stock < 0 or not (category != "blue")': lambda row: row["stock"] < 0 or row["category"] == "blue",
        "ratio >= 0.5": lambda row: row["ratio"] >= 0.5,
        'text like "quick%"': lambda row: row["text"].startswith("quick"),
        'text like "%東京%"': lambda row: "東京" in row["text"],
        "rating is null": lambda row: row["rating"] is None,
        "rating >= 4": lambda row: row["rating"] is not None and row["rating"] >= 4,
        "not (rating >= 4)": lambda row: row["rating"] is not None and row["rating"] < 4,
        'array_contains(tags, "été")': lambda row: "été" in row["tags"],
        "array_contains_all(sizes, [40, 41])": lambda row: {40, 41} <= set(row["sizes"]),
        "array_length(tags) == 0": lambda row: row["tags"] == [],
        'meta["width"] > 90': lambda row: row["meta"]["width"] > 90,
        'meta["place"]["floor"] == 3': lambda row: row["meta"]["place"]["floor"] == 3,
        'exists meta["note"]': lambda row: "note" in row["meta"],
        'json_contains(meta["labels"], "a")': lambda row: "a" in row["meta"]["labels"],
    },
    "tutorial": {
        'text like "%random%"': lambda row: "random" in row["text"],
        'text like "random%"': lambda row: row["text"].startswith("random"),
        "id < 100": lambda row: row["id"] < 100,
    },
}


@pytest.fixture(scope="module", params=["small", "tutorial"])
def dataset(request: pytest.FixtureRequest) -> Dataset:
    return load_dataset(request.param)


@pytest.fixture(scope="module")
def rows(dataset: Dataset) -> list[Row]:
    return list(dataset.rows())


def test_rows_have_the_stated_checksum(dataset: Dataset) -> None:
    assert dataset.checksum() == dataset.layout.checksum


def test_blocks_of_the_large_one_have_the_stated_checksums() -> None:
    large = load_dataset("large")
    assert {number: large.block_checksum(number) for number in large.layout.blocks} == large.layout.blocks


def test_filters_select_what_plain_python_selects(dataset: Dataset, rows: list[Row]) -> None:
    checks = CHECKS[dataset.name]
    assert [known.text for known in dataset.filters] == list(checks)
    for known in dataset.filters:
        expected = {row["id"] for row in rows if checks[known.text](row)}
        assert (known.ids, known.count) == (expected, len(expected)), known.text


def test_filters_select_neither_always_nothing_nor_everything(dataset: Dataset) -> None:
    execution = [known for known in dataset.filters if 0 < known.count < dataset.size]
    assert len(execution) >= len(dataset.filters) - 1


def test_stated_neighbours_are_those_of_exact_arithmetic(dataset: Dataset, rows: list[Row]) -> None:
    assert dataset.answers
    for answer in dataset.answers:
        for query, ranking in zip(dataset.queries(answer.field), answer.rankings, strict=True):
            distances = {row["id"]: distance(row[answer.field], query, answer.metric) for row in rows}
            sign = 1 if answer.metric == "L2" else -1
            order = sorted(
                (pk for pk, at in distances.items() if at is not None), key=lambda pk: sign * distances[pk]
            )
            stated = [ids for _, ids in ranking]
            assert sum(map(len, stated)) >= answer.limit > sum(map(len, stated[:-1]))
            for (at, ids), found in zip(ranking, cut(order, stated), strict=True):
                assert ids == set(found)
                assert all(distances[pk] == pytest.approx(at, rel=2e-5) for pk in ids)


def test_truth_finds_the_stated_neighbours(dataset: Dataset) -> None:
    for answer in dataset.answers:
        rankings = dataset.truth(answer.field, answer.metric, answer.limit)
        for ranking, stated in zip(rankings, answer.rankings, strict=True):
            assert [group.ids for group in ranking.groups] == [ids for _, ids in stated]
            assert [group.distance for group in ranking.groups] == pytest.approx(
                [at for at, _ in stated], rel=1e-12
            )


def test_plants_tie_in_every_metric(dataset: Dataset) -> None:
    for plant in dataset.layout.plants:
        metrics = {answer.metric for answer in dataset.answers if answer.field == plant.field}
        for metric in metrics:
            ranking = dataset.truth(plant.field, metric)[plant.query]
            together = [group.ids for group in ranking.groups]
            nearest = [set(rows) for rows in plant.groups if set(rows) & set().union(*together)]
            assert nearest
            assert all(rows in together for rows in nearest)


def test_different_distances_are_told_apart_by_float32() -> None:
    small = load_dataset("small")
    for answer in small.answers:
        for ranking in answer.rankings:
            distances = np.array([at for at, _ in ranking])
            assert (np.abs(np.diff(distances)) > 1e-4 * np.abs(distances[1:])).all()


def test_tutorial_is_what_its_own_code_draws() -> None:
    rng = np.random.default_rng(42)
    # The sentence and the row are the tutorial's, use-async-milvus-client-with-asyncio.md.
    sentence = (
        "this is a seed paragraph to generate random text, which is used for testing purposes. Specifically, "
        "a random text is generated by randomly selecting words from this sentence."
    )
    words = sentence.split()

    def drawn() -> Iterator[Row]:
        for i in range(10_000):
            dense = rng.random(5).tolist()
            sparse = csr_matrix(rng.random(5))
            text = " ".join(rng.choice(words, 10))
            pairs = zip(sparse.indices.tolist(), sparse.data.tolist(), strict=True)
            yield {"id": i, "dense_vector": dense, "sparse_vector": dict(pairs), "text": text}

    tutorial = load_dataset("tutorial")
    assert list(tutorial.rows()) == list(drawn())
    assert tutorial.queries("dense_vector")[0] == rng.random(5).tolist()


def test_integers_above_two_to_the_53_are_among_the_values() -> None:
    serials = [row["serial"] for row in load_dataset("small").rows(fields=["serial"])]
    assert len(set(serials)) == 1000
    assert len({float(serial) for serial in serials}) < 1000


@pytest.mark.parametrize("path", data_files("datasets"), ids=lambda path: path.stem)
def test_every_recipe_names_itself_its_checksum_and_known_capabilities(path: Any) -> None:
    recipe, made = load_toml(path), load_dataset(path)
    assert recipe["name"] == path.stem
    assert len(bytes.fromhex(made.layout.checksum)) == 32
    conditional = [condition.requires for condition in made.layout.conditions]
    assert frozenset().union(*made.layout.requires.values(), *conditional) <= set(catalogue())


def distance(vector: Any, query: Any, metric: str) -> float | None:
    """Return a distance of the float32 values, or ``None`` where the row is no hit."""
    if isinstance(vector, dict):
        shared = [(vector[index], query[index]) for index in vector.keys() & query.keys()]
        return math.fsum(single(a) * single(b) for a, b in shared) if shared else None
    pairs = [(single(a), single(b)) for a, b in zip(vector, query, strict=True)]
    if metric == "L2":
        return math.fsum((a - b) ** 2 for a, b in pairs)
    product = math.fsum(a * b for a, b in pairs)
    if metric == "IP":
        return product
    return product / math.hypot(*(a for a, _ in pairs)) / math.hypot(*(b for _, b in pairs))


def single(value: float) -> float:
    return float(np.float32(value))


def cut(order: list[Any], groups: list[frozenset[Any]]) -> Iterator[list[Any]]:
    start = 0
    for group in groups:
        yield order[start : start + len(group)]
        start += len(group)
