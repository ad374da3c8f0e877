"""Recipes: datasets as data, one TOML file each in ``fixtures/datasets/`` or a user's own.

The one rule: a recipe is checked as it is read, and an error says which entry is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pytest_milvus.data import data_files, load_toml
from pytest_milvus.datasets.dataset import Dataset
from pytest_milvus.datasets.draws import draw_of
from pytest_milvus.datasets.layout import Answer, Condition, Layout, Plant
from pytest_milvus.errors import RemedyError
from pytest_milvus.values import filter as filters
from pytest_milvus.values.schema import Field, Index, Indexes, Schema

__all__ = ["load_dataset"]


def load_dataset(name_or_path: str | Path = "small") -> Dataset:
    """Return a dataset from its recipe; no row is made yet.

    Args:
        name_or_path: ``"small"``, ``"tutorial"``, ``"large"``, or the path of a recipe of your own.

    Raises:
        RemedyError: There is no such recipe, or it is wrong.
    """
    path = _path(name_or_path)
    try:
        return _dataset(load_toml(path))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RemedyError(
            f"reading the dataset recipe {path}",
            f"{type(error).__name__}: {error}",
            "compare it with docs/reference/datasets.md and with the recipes that come with pytest-milvus",
        ) from error


def _path(name_or_path: str | Path) -> Path:
    recipes = {path.stem: path for path in data_files("datasets")}
    path = recipes.get(str(name_or_path), Path(name_or_path))
    if not path.is_file():
        raise RemedyError(
            f"looking for the dataset {str(name_or_path)!r}",
            "it is neither a dataset of pytest-milvus nor a file",
            f"use one of {', '.join(sorted(recipes))}",
            "give the path of a recipe, a TOML file",
        )
    return path


def _dataset(recipe: Mapping[str, Any]) -> Dataset:
    entries = recipe["fields"]
    indexes = Indexes(tuple(Index(**entry) for entry in recipe["indexes"]))
    layout = Layout(
        draws={entry["name"]: draw_of(entry["draw"]) for entry in entries},
        requires={entry["name"]: frozenset(entry.get("requires", ())) for entry in entries},
        queries=recipe["queries"],
        plants=tuple(map(_plant, recipe.get("plants", ()))),
        conditions=tuple(map(_condition, recipe.get("filters", ()))),
        answers=tuple(map(_answer, recipe.get("answers", ()))),
        checksum=recipe.get("checksum", ""),
        blocks={int(number): checksum for number, checksum in recipe.get("blocks", {}).items()},
    )
    return Dataset(
        name=recipe["name"],
        description=recipe["description"],
        seed=recipe["seed"],
        size=recipe["size"],
        schema=Schema(tuple(map(_field, entries))),
        indexes=indexes,
        layout=layout,
    )


def _field(entry: Mapping[str, Any]) -> Field:
    return Field(**{key: value for key, value in entry.items() if key not in ("draw", "requires")})


def _plant(entry: Mapping[str, Any]) -> Plant:
    return Plant(**{**entry, "groups": tuple(map(tuple, entry["groups"]))})


def _answer(entry: Mapping[str, Any]) -> Answer:
    rankings = (tuple((float(at), frozenset(ids)) for at, ids in ranking) for ranking in entry["rankings"])
    return Answer(**{**entry, "rankings": tuple(rankings)})


def _condition(entry: Mapping[str, Any]) -> Condition:
    where = _tree(entry["where"])
    if where.text != entry["text"]:
        msg = f"the filter {entry['text']!r} has the tree of {where.text!r}"
        raise ValueError(msg)
    return Condition(**{**entry, "where": where, "requires": frozenset(entry.get("requires", ()))})


def _tree(node: Any) -> Any:
    """Return the part of a filter that ``["Compare", ["Path", "id"], "<", 10]`` describes."""
    if not isinstance(node, list):
        return node
    if node and node[0] in filters.__all__:
        return getattr(filters, node[0])(*map(_tree, node[1:]))
    return tuple(map(_tree, node))
