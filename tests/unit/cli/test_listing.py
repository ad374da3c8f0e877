"""``list``: ids, and what each check says of itself."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.cli.command import main
from conformance.tiers.check import Check, explained
from conformance.tiers.tiers import TIERS


def test_a_check_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "wire.request"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("wire.request\n\nBoth clients send the same RPCs for the same call.\n")
    assert "Methods:" in text
    assert max(map(len, text.splitlines())) < 80
    assert main(["list", "wire.request/search"]) == 0
    assert "Methods:" not in capsys.readouterr().out


@pytest.mark.parametrize("name", ["wire.requests", "wire.request/serch"])
def test_what_there_is_not_cannot_be_explained(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", name]) == 2
    assert "choose among: " in capsys.readouterr().err


OURS = [check for tier in TIERS for check in tier.checks]


@pytest.mark.parametrize("check", OURS, ids=lambda check: f"{check.tier}.{check.topic}")
def test_each_check_says_why_it_matters_and_how_its_failure_is_read(check: Check[Any]) -> None:
    promise, *rest = explained(check)
    assert promise.endswith(".")
    assert sum(part.startswith("Why it matters: ") for part in rest) == 1
    assert sum(part.startswith("A failure ") for part in rest) == 1
