"""Markdown never exceeds what a pull request takes, tells what it leaves out, and holds texts of others as texts."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from conformance.report.document import document
from conformance.report.markdown import LIMIT, markdown
from tests.unit.report.reports import hostile, large
from tests.unit.report.test_document import AGREE, HEAD

UNSEEN = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def size(text: str) -> int:
    return len(text.encode())


def headings(text: str) -> list[str]:
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    return [tokens[place + 1].content for place, token in enumerate(tokens) if token.type == "heading_open"]


@pytest.mark.parametrize("new", [0, 1, 40, 400, 1500])
def test_a_report_is_never_longer_than_a_pull_request_takes(new):
    assert size(markdown(large(new))) <= LIMIT


def test_what_there_is_no_room_for_is_told():
    report = large()
    made = markdown(report)
    shown = len([text for text in headings(made) if text.startswith("`")])
    scripts = made.count("<details><summary>script</summary>")
    assert 0 < scripts <= shown < 400
    told = re.search(r"There was no room for (\d+) scripts and (\d+) divergences", made)
    assert told
    assert (int(told[1]), int(told[2])) == (400 - scripts, 400 - shown)
    assert f"{len(report['groups']) - 40} groups more" in made
    assert "40 warnings more" not in made
    assert "`--milvus-report=report.json`" in made.splitlines()[-1]


def test_one_of_each_group_stands_before_the_others():
    report = large()
    shown = [text.strip("`") for text in headings(markdown(report)) if text.startswith("`")]
    assert shown[:5] == [item["example"] for item in report["groups"][:5]]


@pytest.mark.parametrize("times", [1, 400])
def test_hostile_texts_are_texts_however_long(times, monkeypatch):
    from tests.unit.report import reports

    monkeypatch.setattr(reports, "HARM", reports.HARM * times)
    made = markdown(hostile())
    assert size(made) <= LIMIT
    assert not UNSEEN.findall(made)
    assert headings(made)[0].endswith(": incomplete")
    assert {text for text in headings(made)[1:] if not text.startswith("`")} <= {
        "New divergences",
        "Known causes",
        "Shared defects",
        "Methods",
        "Engine differences",
        "Warnings",
        "Calls and scripts of new divergences",
    }
    tokens = MarkdownIt("commonmark").enable("table").parse(made)
    blocks = {token.content.strip() for token in tokens if token.type == "html_block"}
    assert blocks <= {"<details><summary>script</summary>", "</details>"}
    inline = [child for token in tokens for child in token.children or ()]
    assert not [child for child in inline if child.type in ("html_inline", "image")]
    links = [str(child.attrs["href"]) for child in inline if child.type == "link_open"]
    assert not [link for link in links if not link.startswith("https://")]


def test_a_conformant_client_has_a_short_report():
    made = markdown(document([AGREE], [AGREE.check], HEAD))
    assert headings(made) == ["Conformance of `a:B`: conformant", "Methods"]
    assert size(made) < 1500
