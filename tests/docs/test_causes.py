"""The known causes that ship: in order, told in full, and each points to a place that pymilvus 3.0.2 has."""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from importlib.metadata import version
from operator import attrgetter
from typing import Any

import pytest

from pytest_milvus.data import data_path, load_toml

CAUSES = load_toml(data_path("causes", "pymilvus.toml"))["cause"]
SEVERITIES = ("high", "medium", "low")

causes = pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause["id"])


def test_causes_stand_worst_first_and_then_by_title() -> None:
    order = [(SEVERITIES.index(cause["severity"]), cause["title"].lower()) for cause in CAUSES]
    assert order == sorted(order)


@pytest.mark.parametrize("key", ["id", "title"])
def test_no_two_causes_are_called_the_same(key: str) -> None:
    assert len({cause[key] for cause in CAUSES}) == len(CAUSES)


def test_a_fingerprint_belongs_to_one_cause() -> None:
    owned = Counter(name for cause in CAUSES for name in cause["fingerprints"])
    assert [name for name, times in owned.items() if times > 1] == []


@causes
def test_a_cause_is_told_in_full(cause: dict[str, Any]) -> None:
    assert 0 < len(cause["title"]) <= 80
    assert not cause["title"].endswith(".")
    assert len(cause["notice"].split()) >= 8
    assert cause["seen"]
    assert cause["fingerprints"] == sorted(cause["fingerprints"])


@pytest.mark.skipif(version("pymilvus") != "3.0.2", reason="the places are those of pymilvus 3.0.2")
@causes
def test_the_place_to_mend_exists(cause: dict[str, Any]) -> None:
    assert cause["source"]
    for place in cause["source"]:
        file, _, name = place.partition(": ")
        assert attrgetter(name)(import_module(file.removesuffix(".py").replace("/", ".")))
