"""``show``: what is meant by an id, and what is told of it."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from conformance.cli.brief import seen
from conformance.cli.command import main
from conformance.report.scripts import digest
from tests.unit.cli.reports import ALIASES, COMPACT, DELETE, HOSTILE, hostile, report, written


@pytest.fixture
def source(tmp_path: Path) -> str:
    return str(written(tmp_path))


def told(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> str:
    assert main(["show", *words]) == status
    out, err = capsys.readouterr()
    assert bool(err) == bool(status)
    return err if status else out


def test_without_an_id_all_is_listed_worst_first(source: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(capsys, source).splitlines()
    assert lines[0].startswith("verdict: divergent")
    assert [line.split()[1] for line in lines if line.startswith("  ")] == ["new", "new", "medium"]
    assert "list_aliases returns a container of protobuf (1 divergence)" in lines[-1]


@pytest.mark.parametrize(
    "name",
    [
        DELETE.fingerprint,
        digest(DELETE.fingerprint),
        "ratelimit",
        next(item["id"] for item in report()["groups"] if "delete" in item["methods"]),
    ],
)
def test_an_id_is_a_likeness_a_fingerprint_or_a_part_of_one(
    name: str, source: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = told(capsys, source, name)
    assert "  reference  raised MilvusException (code 800): no\n  candidate  returned []\n" in text
    assert DELETE.fingerprint in text
    assert COMPACT.fingerprint not in text
    assert "--milvus-tier=wire --milvus-method=delete --milvus-seed=7" in text


def test_a_cause_tells_what_its_file_says(source: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, source, "list-aliases-type")
    assert "No dictionary comes back" in text
    assert "severity medium, fault candidate, met" in text
    assert "upstream  https://example.org/1" in text
    assert ALIASES.fingerprint in text
    assert "\x1b" not in text


def test_what_means_two_things_means_neither(source: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, source, "wire", status=2)
    assert "3 things are called so" in text
    assert all(item.fingerprint in text for item in (DELETE, COMPACT, ALIASES))
    assert "nothing there is called so" in told(capsys, source, "no such thing", status=2)


def test_the_script_is_printed_or_written(
    source: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(capsys, source, "compact", "--script") == COMPACT.script
    assert told(capsys, source, "compact", "--script", str(tmp_path / "repro.py")).startswith("script: ")
    assert (tmp_path / "repro.py").read_text("utf-8") == COMPACT.script
    assert "choose another place" in told(
        capsys, source, "compact", "--script", str(tmp_path / "no/repro.py"), status=2
    )
    assert "need an ID" in told(capsys, source, "--issue", status=2)


def test_an_issue_says_what_a_maintainer_needs(source: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, source, "ratelimit", "--issue")
    title, *_ = text.splitlines()
    assert title == "# AsyncMilvusClient: delete returns where the reference fails (Delete RateLimit)"
    heads = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert heads == ["What is expected", "What happens", "Script", "Versions", "Where in the source"]
    assert "async_milvus_client.py, line" in text
    assert "raise SystemExit(1)" in text
    assert "* pymilvus " in text
    known = told(capsys, source, "list-aliases-type", "--issue")
    assert known.startswith("# AsyncMilvusClient: list_aliases returns a container of protobuf\n")
    assert "async_milvus_client.py: AsyncMilvusClient.list_aliases" in known
    assert "<https://example.org/1>" in known


@pytest.mark.parametrize(
    ("brief", "shows"),
    [
        ("raise SystemExit('DIVERGENCE')", True),
        ("raise RuntimeError('its status is 1, too')", False),
        ("raise SystemExit(0)", False),
        ("", False),
    ],
)
def test_an_issue_has_the_short_script_where_that_shows_it(
    brief: str, shows: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = str(written(tmp_path, [replace(DELETE, brief=brief)]))
    text = told(capsys, source, "ratelimit", "--issue")
    script = [token.content for token in MarkdownIt().parse(text) if token.type == "fence"][-1]
    assert script == (f"{brief}\n" if shows else DELETE.script)
    assert ("125" in text) is not shows


def test_the_shortest_script_that_shows_it_is_seen() -> None:
    short = "raise SystemExit('DIVERGENCE')"
    longer, other, mute = (
        asdict(replace(DELETE, brief=text)) for text in (f"pass\n{short}", short, "raise SystemExit(0)")
    )
    assert seen([longer, mute, other]) is other
    assert seen([longer, mute]) is longer
    assert seen([mute]) is None
    assert seen([]) is None


def test_what_others_said_breaks_no_issue_and_no_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = str(written(tmp_path, [hostile()]))
    text = told(capsys, source, "ratelimit", "--issue")
    tokens = MarkdownIt().parse(text)
    assert [token.content for token in tokens if token.type == "fence"][1:3] == [
        HOSTILE.encode("unicode_escape").decode().replace("\\\\", "\\") + "\n"
    ] * 2
    assert sum(token.type == "heading_open" for token in tokens) == 6
    assert not {"\x1b", "\u202e"} & {*text, *told(capsys, source, "ratelimit"), *told(capsys, source)}


def test_a_damaged_or_foreign_file_is_one_clear_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "r.json"
    for content, why in (
        (None, "No such file"),
        ("{", "damaged"),
        ("[]", "no report"),
        ('{"schema": "x"}', "no report"),
    ):
        if content is not None:
            path.write_text(content, "utf-8")
        for command in ("show", "replay", "report"):
            assert main([command, str(path)]) == 2
            out, err = capsys.readouterr()
            assert not out
            assert why in err
            assert "Traceback" not in err
