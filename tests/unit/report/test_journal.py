"""A journal tells what is known, however its writer ended."""

from conformance.report.event import CaseFinished
from conformance.report.journal import SCHEMA, Journal, Progress, is_journal

ONE, TWO, THREE = (f"test_wire.py::test_wire[wire.request/{name}]" for name in ("get", "query", "search"))
EVENT = CaseFinished("wire.request/get", "get", "wire", "agree", 3)
WHERE = ["test_wire.py", 3, "test_wire"]


def begun(tmp_path):
    journal = Journal(tmp_path / "run.journal")
    journal.write("begin", schema=SCHEMA, head={"seed": 1}, complete=False)
    journal.write("selected", nodeids=[ONE, TWO, THREE])
    return journal


def test_what_started_and_did_not_end_is_running(tmp_path):
    journal = begun(tmp_path)
    journal.write("started", nodeid=ONE, location=WHERE)
    journal.write("finished", event=EVENT.to_json())
    journal.write("ended", nodeid=ONE)
    journal.write("started", nodeid=TWO, location=WHERE)
    progress = Progress.read(journal.path)
    assert progress.running == {TWO: WHERE}
    assert progress.left == [TWO, THREE]
    assert progress.events == {EVENT.check: EVENT}
    assert progress.status is None


def test_a_line_that_was_cut_off_spoils_no_other(tmp_path):
    journal = begun(tmp_path)
    with journal.path.open("a", encoding="utf-8") as file:
        file.write('{"kind": "started", "nod')
    journal.write("crash", how="signal SIGKILL", cases=[])
    progress = Progress.read(journal.path)
    assert progress.crashes == progress.warnings == ["signal SIGKILL"]
    assert progress.selected == [ONE, TWO, THREE]


def test_a_verdict_is_known_from_the_last_line_alone(tmp_path):
    journal = begun(tmp_path)
    journal.write("warning", text='{"kind": "verdict"' * 1000)
    assert journal.status() is None
    journal.write("verdict", status=1)
    assert journal.status() == 1
    assert Progress.read(journal.path).status == 1


def test_a_journal_is_no_report(tmp_path):
    assert is_journal(begun(tmp_path).path)
    (tmp_path / "report.json").write_text('{\n  "schema": "pytest-milvus/report/1"\n}\n', encoding="utf-8")
    assert not is_journal(tmp_path / "report.json")


def test_what_cannot_be_written_as_text_is_written_all_the_same(tmp_path):
    journal = begun(tmp_path)
    journal.write("warning", text="a lone \ud800 surrogate")
    assert Progress.read(journal.path).warnings == ["a lone \ud800 surrogate"]
