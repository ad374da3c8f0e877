"""The page of findings is complete: every cause in a baseline is shown by a reproduction that the tests run."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from pytest_milvus.data import data_files, load_toml

EXAMPLES = Path(__file__).resolve().parents[2] / "docs/examples/findings"
BASELINE = next(path for path in data_files("baselines") if path.name == "pymilvus-3.0.2.toml")


def reproduced() -> list[str]:
    """Return the fingerprints that have a reproduction."""
    trees = [ast.parse(path.read_text("utf-8")) for path in sorted(EXAMPLES.glob("test_*.py"))]
    tables = [
        node.value
        for tree in trees
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
    ]
    return [ast.literal_eval(key) for table in tables for key in table.keys if key is not None]


def test_every_cause_has_a_reproduction() -> None:
    entries = load_toml(BASELINE)["divergence"]
    shown = {entry["reason"] for entry in entries if entry["fingerprint"] in reproduced()}
    assert sorted({entry["reason"] for entry in entries} - shown) == []


def test_every_reproduction_is_of_a_known_divergence() -> None:
    known = {entry["fingerprint"] for entry in load_toml(BASELINE)["divergence"]}
    assert [name for name in reproduced() if name not in known] == []
    assert len(set(reproduced())) == len(reproduced())


@pytest.mark.parametrize("entry", load_toml(BASELINE)["divergence"], ids=lambda entry: entry["fingerprint"])
def test_an_entry_tells_what_it_is(entry: dict[str, str]) -> None:
    assert len(entry["reason"].split()) >= 8
    assert entry["first_seen"] == "3.0.2"
