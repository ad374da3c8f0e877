"""Events become one report, in whatever order they come."""

import json
import re
import subprocess
import sys
from dataclasses import replace

import pytest

from conformance.exploration.explore import LEFT_OUT
from conformance.plugin.summary import summary
from conformance.report.document import SCHEMA, document, of_journal, unfinished
from conformance.report.event import CaseFinished, Divergence, SharedDefect
from conformance.report.journal import SCHEMA as JOURNAL
from conformance.report.journal import Journal, Progress
from conformance.report.table import engine_differences, lines, rows
from conformance.report.verdict import EXIT_STATUS, headline, verdict
from conformance.report.writers import check_report_path, write_report
from pytest_milvus.errors import RemedyError

NEW = Divergence(
    "live.read/get value result[].*",
    "live.read/get",
    "get",
    "value",
    "result[].*",
    known=False,
    cause="",
    operations=["client.get(collection, [1])"],
    test_case={},
    reference="returned [{'<b>': 1}]",
    candidate="returned [{'<b>': 2}]",
    verdict="candidate: wrong",
    script="raise SystemExit(1)\n",
    differs={"reference": "1", "candidate": "2"},
)
KNOWN = replace(NEW, known=True, cause="always-so")
CAUSE = {
    "id": "always-so",
    "title": "It was always so",
    "notice": "get gives another value.",
    "severity": "high",
    "fault": "candidate",
    "fingerprints": [NEW.fingerprint, "live.read/get order result"],
    "source": ["client.py: Client.get"],
    "upstream": ["https://example.org/1"],
    "seen": ["3.0.2"],
}
AGREE = CaseFinished("live.read/query", "query", "live", "agree", 100, facts={"succeeded": 90})
DIVERGE = CaseFinished("live.read/get", "get", "live", "diverge", 10, [NEW], warnings=["little"])
HEAD = {
    "environment": {"python": "3.11", "pymilvus": "3.0.2"},
    "candidate": {"factory": "a:B"},
    "reference": {"factory": "c:D"},
    "engine": {"name": "embedded", "version": "v0"},
    "seed": 0,
    "profile": "quick",
    "partial": False,
    "tiers": ["surface", "wire", "runtime", "live", "sequence"],
    "certain": ["surface.signature", "wire.fault", "wire.request"],
    "causes": [CAUSE],
}
BOTH = ["live.read/get", "live.read/query"]


@pytest.mark.parametrize(
    ("events", "expected", "wanted", "status"),
    [
        ([AGREE], ["live.read/query"], "conformant", 0),
        ([AGREE, replace(DIVERGE, divergences=[KNOWN])], BOTH, "as-known", 0),
        ([AGREE, DIVERGE], BOTH, "divergent", 1),
        ([DIVERGE], BOTH, "incomplete", 3),
        ([AGREE], BOTH, "incomplete", 3),
        ([], [], "incomplete", 3),
        ([replace(AGREE, status="missing", examples=0)], ["live.read/query"], "incomplete", 3),
        ([replace(AGREE, status="not-run", examples=0)], ["live.read/query"], "incomplete", 3),
    ],
)
def test_verdicts(events, expected, wanted, status):
    assert verdict(events, expected) == wanted
    assert EXIT_STATUS[wanted] == status


def test_a_verdict_has_its_counts_and_what_makes_it_weaker_in_one_line():
    assert (
        headline(document([AGREE], ["live.read/query"], HEAD))
        == "conformant (no divergence; 100 examples of 1 method)"
    )
    known = document([AGREE, replace(DIVERGE, divergences=[KNOWN])], BOTH, HEAD)
    assert headline(known) == "as-known (0 new and 1 known divergence of 1 cause; 110 examples of 2 methods)"
    other = replace(KNOWN, fingerprint="live.read/get order result")
    both = document([AGREE, replace(DIVERGE, divergences=[NEW, other])], BOTH, HEAD)
    assert headline(both) == (
        "divergent (1 new divergence in 1 group, 1 known of 1 cause; 110 examples of 2 methods)"
    )
    weak = [
        replace(AGREE, status="refused", coverage={"rpcs": {"Query": 0, "Get": 1}}),
        replace(AGREE, check="live.read/get", method="get", status="unstable"),
    ]
    assert document(weak, BOTH, HEAD)["remarks"] == [
        "1 of 2 checks refused by the engine",
        "1 of 2 checks unstable",
        "1 of 2 parameters, shapes, RPCs and scenarios untried",
    ]
    many = [replace(AGREE, check=f"live.read/m{number}") for number in range(30)]
    assert document([*many, weak[0]], [], HEAD)["remarks"][:-1] == []


def test_an_incomplete_run_says_why():
    def why(events, expected, **how):
        made = document(events, expected, HEAD, **how)
        assert made["verdict"] == "incomplete"
        return made["incomplete"]

    assert why([], []) == ["no check was selected"]
    assert why([AGREE], BOTH) == ["1 of 2 checks did not end, the first live.read/get"]
    assert why([AGREE], ["live.read/query"], stopped=True) == [
        "the run was stopped, or a process of it ended, before its time"
    ]
    assert why([AGREE, CUT_OFF], ["live.read/query", "live.read/scan"]) == [
        "1 of 2 checks could not run, the first live.read/scan: cut off"
    ]
    assert why([replace(AGREE, status="missing", examples=0)], ["live.read/query"]) == [
        "nothing was compared"
    ]
    assert document([AGREE], ["live.read/query"], HEAD)["incomplete"] == []


CUT_OFF = CaseFinished("live.read/scan", "scan", "live", "not-run", 0, warnings=["cut off"])
NOTHING_TO_TRY = replace(CUT_OFF, warnings=[], coverage={LEFT_OUT: {"read: it reads nothing": 1}})


def test_what_was_cut_off_or_stopped_is_never_green_and_never_whole():
    expected = ["live.read/query", "live.read/scan"]
    assert verdict([AGREE, NOTHING_TO_TRY], expected) == "conformant"
    assert verdict([AGREE, CUT_OFF], expected) == "incomplete"
    assert verdict([AGREE, DIVERGE], BOTH, stopped=True) == "incomplete"


def test_what_cut_many_off_is_told_once_and_stands_with_each():
    others = [replace(CUT_OFF, check=f"live.read/{name}", method=name) for name in ("get", "search")]
    made = document([AGREE, CUT_OFF, *others], BOTH, HEAD)
    assert made["warnings"] == ["3 cases, the first live.read/get: cut off"]
    assert made["methods"]["search"]["live"]["reasons"] == {"live.read/search": "cut off"}
    assert made["methods"]["query"]["live"]["reasons"] == {}


def test_a_journal_that_was_cut_off_makes_a_report(tmp_path):
    journal = Journal(tmp_path / "j")
    journal.write("begin", schema=JOURNAL, head=HEAD, complete=False)
    journal.write("selected", nodeids=[f"test_live.py::test_live[{check}]" for check in BOTH])
    journal.write("finished", event=DIVERGE.to_json())
    with journal.path.open("a", encoding="utf-8") as file:
        file.write('{"kind": "finished", "event": {"chec')
    made = of_journal(Progress.read(journal.path))
    assert made["verdict"] == "incomplete"
    assert made["methods"]["query"]["live"]["status"] == "not-run"
    assert [item["fingerprint"] for item in made["divergences"]] == [NEW.fingerprint]
    assert made["candidate"] == HEAD["candidate"]


def test_a_report_does_not_depend_on_the_order_of_events():
    assert document([AGREE, DIVERGE], BOTH, HEAD) == document([DIVERGE, AGREE], BOTH[::-1], HEAD)


def test_a_report_has_the_fields_of_the_design():
    made = document([DIVERGE], BOTH, HEAD, ["general"])
    assert made["schema"] == SCHEMA == "pytest-milvus/report/2"
    assert made["methods"]["get"]["live"]["status"] == "diverge"
    assert made["methods"]["get"]["live"]["divergences"] == [NEW.fingerprint]
    assert made["methods"]["query"]["live"]["status"] == "not-run"
    assert unfinished(made) == ["live.read/query"]
    assert made["divergences"][0]["script"] == NEW.script
    assert (made["totals"]["new"], made["totals"]["known"]) == (1, 0)
    assert made["warnings"] == ["general", "live.read/get: little"]


def test_an_event_survives_json():
    event = replace(DIVERGE, shared=[DEFECT])
    assert CaseFinished.from_json(json.loads(json.dumps(event.to_json()))) == event


COVERED = {
    "parameters": {"ids": 3, "timeout": 0},
    "rpcs": {"Query": 4},
    "faults": {"Query late": 2},
    "uncatalogued": {"newest": 1},
}


def test_coverage_is_summed_and_what_is_not_reached_is_told():
    one = CaseFinished("wire.request/get", "get", "wire", "agree", 5, coverage=COVERED)
    other = CaseFinished("wire.fault/get", "get", "wire", "agree", 5, coverage={"rpcs": {"Query": 1}})
    ids = [one.check, other.check]
    made = document([one, other], ids, HEAD, complete=True)
    assert made["methods"]["get"]["wire"]["coverage"] == {**COVERED, "rpcs": {"Query": 5}}
    missed, guessed = made["warnings"]
    assert missed == "get: no example reached the parameter timeout"
    assert "get(newest)" in guessed
    (row,) = rows(made)
    assert row.coverage == "parameters 1/2, RPCs 1/1, 2 faults, uncatalogued: newest"


def test_a_run_that_is_not_to_be_complete_tells_in_one_line_what_it_missed():
    coverage = {"parameters": dict.fromkeys("abc", 0), "rpcs": {"Query": 0}}
    events = [
        CaseFinished(f"wire.request/{name}", name, "wire", "agree", 5, coverage=coverage)
        for name in ("get", "query")
    ]
    (told,) = document(events, [event.check for event in events], HEAD)["warnings"]
    assert told.startswith("8 parameters, shapes, RPCs and scenarios of 2 methods")


def test_what_no_drill_came_to_is_told_and_a_check_with_nothing_to_try_agrees_with_nothing():
    tried = {"scenarios": {"heartbeat": 1, "crowd": 0}, "rpcs": {"Query": 1}}
    idle = {"left out": {"timeout: it takes no timeout": 1}}
    events = [
        CaseFinished("runtime.loop/get", "get", "runtime", "agree", 2, coverage=tried),
        CaseFinished("runtime.timeout/get", "get", "runtime", "not-run", 0, coverage=idle),
        CaseFinished("runtime.timeout/list", "list", "runtime", "not-run", 0, coverage=idle),
    ]
    made = document(events, [event.check for event in events], HEAD, complete=True)
    assert made["methods"]["get"]["runtime"]["coverage"] == {**tried, **idle}
    assert made["warnings"] == [
        "list: the tier runtime tried nothing of it (timeout: it takes no timeout)",
        "get: no example reached the scenario crowd",
    ]
    assert made["methods"]["get"]["runtime"]["status"] == "agree"
    assert made["methods"]["list"]["runtime"]["status"] == "not-run"
    assert made["totals"]["statuses"] == {"not-run": 2, "agree": 1}
    assert unfinished(made) == []
    assert made["verdict"] == "conformant"
    assert [row.coverage for row in rows(made)] == ["RPCs 1/1, scenarios 1/2", ""]


def test_engine_differences_are_counted_with_an_example_of_each_kind():
    wrong = {"search by L2": {"count": 2, "example": "client.search(...): 1 hits instead of 2"}}
    other = {"search by L2": {"count": 3, "example": "client.search(...): 2 hits instead of 3"}}
    events = [
        CaseFinished("live.session/search", "search", "live", "agree", 9, engine=other),
        CaseFinished("live.read/search", "search", "live", "agree", 9, engine=wrong),
    ]
    made = document(events, [event.check for event in events], HEAD)
    assert engine_differences(made) == [("search by L2", 5, wrong["search by L2"]["example"])]
    assert made["verdict"] == "conformant"


@pytest.mark.parametrize("suffix", [".json", ".md", ".html"])
def test_every_form_shows_engine_differences(tmp_path, suffix):
    path = tmp_path / f"r{suffix}"
    event = replace(AGREE, engine={"query": {"count": 7, "example": "client.query(...): found 3"}})
    write_report(path, document([event], [AGREE.check], HEAD))
    text = path.read_text(encoding="utf-8")
    assert "client.query(...): found 3" in text
    assert "7" in text


def test_the_table_has_a_line_for_each_method():
    head, *body = lines(document([AGREE, DIVERGE], BOTH, HEAD))
    assert head.split() == ["method", "live", "examples"]
    assert [line.split() for line in body] == [
        ["get", "diverge", "10", "1", "new"],
        ["query", "agree", "100"],
    ]


@pytest.mark.parametrize("suffix", ["md", "html"])
def test_a_report_of_a_partial_client_lists_what_it_offers_and_counts_the_rest(suffix, tmp_path):
    lacked = [
        replace(AGREE, check=f"live.read/{name}", method=name, status="missing", examples=0)
        for name in ("hop", "jump")
    ]
    expected = ["live.read/query", "live.read/hop", "live.read/jump"]
    whole, made = (document([AGREE, *lacked], expected, {**HEAD, "partial": way}) for way in (False, True))
    assert (whole["totals"]["methods"], made["totals"]["methods"], made["totals"]["lacking"]) == (3, 1, 2)
    assert (
        headline(made) == "conformant (no divergence; 100 examples of 1 method; 2 more methods not offered)"
    )
    assert [row.method for row in rows(made)] == ["query"]
    assert lines(made, whole=False) == ["the one method agrees"]
    assert sorted(made["methods"]) == ["hop", "jump", "query"]
    write_report(tmp_path / f"report.{suffix}", made)
    text = (tmp_path / f"report.{suffix}").read_text("utf-8")
    assert "2 more methods not offered" in text
    assert "jump" not in text
    assert "missing" not in re.sub(r"(?s)<(style|script).*?</\1>", "", text)


DEFECT = SharedDefect(
    "runtime.loop/query hung call",
    "runtime.loop/query",
    "query",
    "hung",
    "call",
    "",
    "it returns <soon>",
    ["client.query(1)"],
    "had not & waits",
    "had not either",
)


def test_a_shared_defect_is_counted_apart_and_fails_nobody():
    made = document([replace(AGREE, shared=[DEFECT])], ["live.read/query"], HEAD)
    assert (made["verdict"], made["totals"]["shared"], made["totals"]["new"]) == ("conformant", 1, 0)
    assert made["shared"][0]["reference"] == "had not & waits"
    assert headline(made).endswith("100 examples of 1 method; 1 shared defect, which both clients have)")
    told = [line for line, _ in summary(made, [])]
    assert told[:5] == [
        "both clients break these promises in the same way, which is no divergence:",
        "   runtime.loop/query hung call",
        "     owed       it returns <soon>",
        "     reference  had not & waits",
        "     candidate  had not either",
    ]


@pytest.mark.parametrize("suffix", ["json", "md", "html"])
def test_every_form_shows_shared_defects(tmp_path, suffix):
    made = document([replace(AGREE, shared=[DEFECT])], ["live.read/query"], HEAD)
    write_report(tmp_path / f"report.{suffix}", made)
    text = (tmp_path / f"report.{suffix}").read_text("utf-8")
    assert "runtime.loop/query hung call" in text
    assert "had not either" in text
    assert ("it returns <soon>" in text) is (suffix != "html")


def test_what_a_candidate_declares_equal_is_counted_and_what_never_applied_is_told():
    head = {**HEAD, "equalities": ["ids as text", "E for F"]}
    events = [
        replace(AGREE, equalities={"ids as text": 2}),
        replace(DIVERGE, divergences=[], equalities={"ids as text": 1}),
    ]
    made = document(events, BOTH, head)
    assert made["equalities"] == {"ids as text": 3, "E for F": 0}
    assert "declared equal, and never needed in this run: E for F" in made["warnings"]
    assert (
        "taken for equal, as the candidate declares: ids as text (3 comparisons), E for F (0 comparisons)"
        in [line for line, _ in summary(made, [])]
    )
    assert document(events, BOTH, HEAD)["equalities"] == {}


@pytest.mark.parametrize("suffix", ["json", "md", "html"])
def test_every_form_shows_what_is_declared_equal(tmp_path, suffix):
    made = document([AGREE], ["live.read/query"], {**HEAD, "equalities": ["ids as text"]})
    write_report(tmp_path / f"report.{suffix}", made)
    assert "ids as text" in (tmp_path / f"report.{suffix}").read_text("utf-8").partition("Warnings")[0]


def test_what_several_tiers_tell_is_counted_once():
    lacking = replace(NEW, fingerprint="surface.signature/get missing member")
    events = [
        CaseFinished(check, "get", check.partition(".")[0], "missing", 0, [lacking])
        for check in ("surface.signature/get", "wire.request/get", "wire.fault/get")
    ]
    made = document(events, [event.check for event in events], HEAD)
    (row,) = rows(made)
    assert (row.note, made["totals"]["new"]) == ("1 new", 1)


@pytest.mark.parametrize("suffix", [".json", ".md", ".html"])
def test_every_form_shows_the_divergence(tmp_path, suffix):
    path = tmp_path / f"r{suffix}"
    write_report(check_report_path(str(path)), document([AGREE, DIVERGE], BOTH, HEAD))
    text = path.read_text(encoding="utf-8")
    assert NEW.fingerprint in text
    assert "divergent" in text
    assert list(tmp_path.iterdir()) == [path]
    if suffix == ".html":
        assert "<b>" not in text
        assert not re.search("https?://(?!example.org/1)", text)


EMPTIED = """
import sys
from conformance.report.document import document
from conformance.report.writers import check_report_path, write_report
path = check_report_path(sys.argv[1])
sys.path.clear()
sys.path_importer_cache.clear()
write_report(path, document([], [], {head}))
"""


@pytest.mark.parametrize("suffix", [".json", ".md", ".html"])
def test_every_form_can_be_written_where_nothing_can_be_imported_any_more(tmp_path, suffix):
    path = tmp_path / f"r{suffix}"
    subprocess.run([sys.executable, "-c", EMPTIED.format(head=HEAD), str(path)], check=True)
    assert path.stat().st_size > 0


@pytest.mark.parametrize("suffix", [".json", ".md", ".html"])
def test_every_form_can_be_written_whatever_a_candidate_said(tmp_path, suffix):
    path = tmp_path / f"r{suffix}"
    said = "lone \udce4, token root:Milvus\n# Conformance: conformant"
    bad = replace(NEW, candidate=said, differs={"reference": "1", "candidate": said})
    made = document([replace(DIVERGE, divergences=[bad], warnings=["root:Milvus \udce4"])], BOTH, HEAD)
    write_report(path, made, lambda text: text.replace("root:Milvus", "***"))
    text = path.read_bytes().decode()
    assert "root:Milvus" not in text
    assert "***" in text
    assert "\\udce4" in text.replace("\\\\", "\\")
    if suffix == ".md":
        assert not [line for line in text.splitlines() if line.startswith("# Conformance: conformant")]


def test_no_draft_stays_behind_where_a_report_cannot_be_written(tmp_path):
    (tmp_path / "r.json").mkdir()
    with pytest.raises(OSError):  # noqa: PT011
        write_report(tmp_path / "r.json", document([AGREE], BOTH, HEAD))
    assert [path.name for path in tmp_path.iterdir()] == ["r.json"]


def test_a_report_that_no_file_can_be_is_an_early_error(tmp_path, monkeypatch):
    (tmp_path / "folder.json").mkdir()
    for name in ("folder.json", "x" * 250 + ".json", "a\0.json"):
        with pytest.raises(RemedyError):
            check_report_path(str(tmp_path / name))
    monkeypatch.setattr("os.access", lambda *_: False)  # root may write everywhere
    with pytest.raises(RemedyError, match="not writable"):
        check_report_path(str(tmp_path / "r.json"))


@pytest.mark.parametrize("name", ["r.txt", "r", "no/such/folder/r.json"])
def test_a_report_that_cannot_be_written_is_an_early_error(name):
    with pytest.raises(RemedyError) as caught:
        check_report_path(name)
    assert caught.value.remedies
