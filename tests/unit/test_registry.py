"""Records of runs: written before a name is used, locked while the run lives, without credentials."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_milvus.registry import Writer, records, state_folder
from pytest_milvus.run import Run

PREFIX = "pm_0123abcd_master_"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("platformdirs.user_state_path", lambda *_, **__: tmp_path)
    return state_folder()


def write() -> Writer:
    return Writer(Run("0123abcd"), PREFIX, "http://host:1", "default")


def test_a_run_without_names_leaves_no_record(folder: Path) -> None:
    write().close(dropped=False)
    assert not folder.exists()


def test_a_record_lives_as_long_as_its_run(folder: Path) -> None:
    writer = write()
    writer.note(f"{PREFIX}1_a", f"{PREFIX}1_b")
    (record,) = records()
    assert record.names == (f"{PREFIX}1_a", f"{PREFIX}1_b")
    assert (record.header.run, record.header.uri) == ("0123abcd", "http://host:1")
    with record.claimed() as ended:
        assert not ended
    writer.close(dropped=True)
    assert records() == ()
    assert list(folder.iterdir()) == []


def test_what_is_not_dropped_stays_recorded_and_can_be_claimed_and_forgotten(folder: Path) -> None:
    writer = write()
    writer.note(f"{PREFIX}1")
    writer.close(dropped=False)
    (record,) = records()
    with record.claimed() as ended:
        assert ended
        record.forget()
    assert records() == ()
    assert list(folder.iterdir()) == []


def test_a_process_of_another_machine_is_never_known_to_have_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    writer = write()
    writer.note(f"{PREFIX}1")
    writer.close(dropped=False)
    monkeypatch.setattr("platform.node", lambda: "elsewhere")
    (record,) = records()
    with record.claimed() as ended:
        assert not ended


def test_a_forged_name_and_a_torn_line_are_no_names(folder: Path) -> None:
    writer = write()
    writer.note(f"{PREFIX}1", "theirs")
    writer.close(dropped=False)
    (path,) = folder.glob("*.jsonl")
    with path.open("a") as file:
        file.write('["list"]\n"pm_0123')
    (record,) = records()
    assert record.names == (f"{PREFIX}1",)


def test_what_is_no_record_is_passed_over(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "a.jsonl").write_text("")
    (folder / "b.jsonl").write_text("[]\n")
    (folder / "c.jsonl").write_text('{"run": "x"}\n')
    assert records() == ()
