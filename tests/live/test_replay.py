"""``replay`` starts a server for scripts that need one, where nobody names one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from conformance.cli.command import main
from tests.unit.cli.reports import DELETE, written

ASKS = """
import os, sys
from pymilvus import MilvusClient
client = MilvusClient(os.environ["MILVUS_URI"])
sys.exit(client.list_collections() != [])
"""


def test_a_script_that_needs_a_server_gets_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("MILVUS_URI", raising=False)
    assert main(["replay", str(written(tmp_path, [replace(DELETE, script=ASKS)]))]) == 0
    assert capsys.readouterr().out.startswith("FIXED ")
