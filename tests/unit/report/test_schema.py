"""The published JSON Schema is that of the documents that are made."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from conformance.report.document import SCHEMA, document
from conformance.report.head import head
from tests.unit.report.test_document import AGREE, BOTH, CAUSE, DEFECT, DIVERGE, KNOWN, NEW

FILE = Path(__file__).parents[3] / "docs/reference/report.schema.json"
PUBLISHED = json.loads(FILE.read_text("utf-8"))
REAL = head(
    "pymilvus:AsyncMilvusClient",
    "pymilvus:MilvusClient",
    0,
    "quick",
    None,
    ["live"],
    ["surface.signature"],
    [CAUSE],
)


def made() -> dict[str, Any]:
    """Return a document as another process reads it."""
    engine = {"query": {"count": 7, "example": "client.query(...): found 3"}}
    found = [NEW, replace(KNOWN, fingerprint="live.read/get order result")]
    events = [
        replace(AGREE, engine=engine, coverage={"parameters": {"ids": 0}}, shared=[DEFECT]),
        replace(DIVERGE, divergences=found),
    ]
    report: dict[str, Any] = json.loads(
        json.dumps(document(events, [*BOTH, "live.read/search"], REAL, ["a warning"]))
    )
    return report


def test_the_schema_is_one_and_of_this_version() -> None:
    Draft202012Validator.check_schema(PUBLISHED)
    assert PUBLISHED["properties"]["schema"]["const"] == SCHEMA


@pytest.mark.parametrize("events", [[], [AGREE], [AGREE, DIVERGE]], ids=len)
def test_a_document_is_valid(events: list[Any]) -> None:
    Draft202012Validator(PUBLISHED).validate(json.loads(json.dumps(document(events, BOTH, REAL))))
    Draft202012Validator(PUBLISHED).validate(made())


@pytest.mark.parametrize(
    "damage",
    [
        lambda report: report.pop("groups"),
        lambda report: report.update(verdict="fine"),
        lambda report: report["divergences"][0].update(reason="x"),
        lambda report: report["causes"][0].update(state="gone"),
        lambda report: report["environment"]["candidate"].pop("code"),
        lambda report: report["methods"]["get"]["live"].update(status="odd"),
    ],
)
def test_what_is_no_document_is_refused(damage: Callable[[dict[str, Any]], Any]) -> None:
    report = made()
    damage(report)
    with pytest.raises(ValidationError):
        Draft202012Validator(PUBLISHED).validate(report)


def test_the_environment_says_which_code_was_compared() -> None:
    for side in ("candidate", "reference"):
        found = REAL["environment"][side]
        assert found["package"] == "pymilvus"
        assert found["version"] == REAL["environment"]["pymilvus"]
        assert found["path"].endswith("pymilvus")
        assert len(found["code"]) == 16
