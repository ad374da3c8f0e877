"""Names of collections: valid for Milvus, unique, and telling where they come from."""

from __future__ import annotations

import re

import pytest

from pytest_milvus.names import Names
from pytest_milvus.run import Run


@pytest.mark.parametrize("label", ["", "test_search", "test_x[1-ä/ü]", "_", "9", "x" * 300, "日本語"])
@pytest.mark.parametrize("worker", ["master", "gw12", "my-host/1", "x" * 300])
def test_any_label_and_worker_give_a_valid_name(worker: str, label: str) -> None:
    name = Names(Run("0123abcd", worker)).new(label)
    assert re.fullmatch(r"pm_0123abcd_[a-zA-Z0-9_]+", name)
    assert len(name) <= 255


def test_a_name_says_run_worker_number_and_test() -> None:
    names = Names(Run("0123abcd", "gw0"))
    assert names.new("test_search[FLAT]") == "pm_0123abcd_gw0_1_test_search_FLAT"
    assert names.new() == "pm_0123abcd_gw0_2"


def test_names_differ() -> None:
    names = Names(Run("0123abcd"))
    given = [names.new(label) for label in ("a", "a", "", "", "1", "1_1") * 3]
    assert len(set(given)) == len(given)
