"""Scripts are run before they are reported."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.plugin.verification import verified
from tests.unit.cli.reports import COMPACT, DELETE, divergence, report

SERVER = replace(COMPACT, script="import os\nos.environ['MILVUS_URI']\nraise SystemExit(1)\n")


def test_the_script_of_each_likeness_is_run_once() -> None:
    alike = [divergence(f"method_{number}", script="raise SystemExit(0)\n") for number in range(4)]
    document = report([DELETE, COMPACT, *alike])
    shown = verified(document, [], 60)
    examples = {group["example"] for group in document["groups"]}
    assert set(shown) == examples
    assert shown[COMPACT.fingerprint] is False
    assert {name for name, shows in shown.items() if shows} <= {DELETE.fingerprint}


def test_what_could_not_be_tried_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = replace(COMPACT, script="import time\ntime.sleep(60)\n")
    assert verified(report([DELETE, slow]), [], 2.5) == {DELETE.fingerprint: True}
    assert verified(report([DELETE]), [], 0) == {}
    # A server of the user's is left alone, whatever the environment says.
    monkeypatch.setenv("MILVUS_URI", "http://of-a-user")
    assert verified(report([SERVER]), [], 60) == {}


def test_a_client_is_found_where_the_run_found_it(tmp_path) -> None:
    (tmp_path / "mine.py").write_text("STATUS = 1\n", "utf-8")
    script = "import mine\nraise SystemExit(mine.STATUS)\n"
    assert verified(report([replace(DELETE, script=script)]), [str(tmp_path)], 60) == {
        DELETE.fingerprint: True
    }
