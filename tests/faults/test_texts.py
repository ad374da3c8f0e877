"""What a candidate says does no harm and gives nothing away, in any file of a run and in its output."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from filelock import FileLock
from junitparser import JUnitXml
from markdown_it import MarkdownIt

from tests.faults.candidates.tells_everything import forms

ROOT = Path(__file__).parents[2]
TOKEN = "root:Ge'heim<7ü%3a&\"9+/zebra>"
FILES = ("output", "r.json", "r.md", "r.html", "r.xml")
METHODS = ("get_collection_stats", "get_server_type")
HARMFUL = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Text(HTMLParser):
    """The text of a page, and its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.elements = "", []

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)

    def handle_data(self, data):
        self.text += data


@pytest.fixture(
    scope="module", params=[(), ("-n2", "-v"), ("--showlocals", "-rA", "-vv")], ids=["1", "-n2", "-vv"]
)
def run(request, tmp_path_factory):
    """The folder of a run with the candidate that tells everything; the first worker that needs it makes it for all."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / f"told{''.join(request.param)}"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            folder.mkdir()
            tell_everything(folder, request.param)
    return folder


def tell_everything(folder, options):
    command = [
        *(sys.executable, "-m", "conformance", "run", "-pno:cacheprovider", *options),
        "--milvus-candidate=tests.faults.candidates.tells_everything:Client",
        *(f"--milvus-method={name}" for name in METHODS),
        *("--milvus-tier=wire", "--milvus-tier=surface", "--milvus-baseline=none"),
        *(f"--milvus-report={folder / name}" for name in ("r.json", "r.md", "r.html")),
        f"--junit-xml={folder / 'r.xml'}",
        *("-o", "junit_logging=all"),
    ]
    environ = {**os.environ, "PYTEST_MILVUS_TOKEN": TOKEN, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, timeout=240)
    (folder / "output").write_bytes(done.stdout + done.stderr)
    assert done.returncode == 1, (folder / "output").read_text("utf-8", "replace")[-4000:]


def scripts(run: Path) -> list[Path]:
    found = [path for path in (run / "conformance-scripts").iterdir() if path.name != ".written.json"]
    assert found
    return found


def read(path: Path) -> str:
    return path.read_text("utf-8")


def test_every_file_is_written_and_no_draft_stays(run):
    assert {path.name for path in run.iterdir()} == {*FILES, "conformance-scripts"}
    assert all(path.suffix == ".py" for path in scripts(run))


@pytest.mark.parametrize("name", FILES)
def test_nothing_secret_is_in_any_file(run, name):
    text = read(run / name)
    for whole in (text, json.dumps(json.loads(text), ensure_ascii=False) if name == "r.json" else ""):
        found = [form for form in forms(TOKEN) if form.casefold() in whole.casefold()]
        assert not found
        assert not [part for part in ("heim", "zebra", "cm9vdD", "726f6f743a") if part in whole]
    assert "***" in text or name == "output"  # in which little is told of each likeness


@pytest.mark.parametrize("name", FILES)
def test_no_control_character_is_in_any_file(run, name):
    assert not HARMFUL.findall(read(run / name))


def test_the_verdict_of_the_output_is_the_runs(run):
    assert re.findall(r"^verdict: (\w+)", read(run / "output"), re.MULTILINE) == ["divergent"]


def test_a_page_has_the_elements_it_means_to_have(run):
    parser = Text()
    parser.feed(read(run / "r.html"))
    assert parser.elements.count("script") == parser.elements.count("style") == 1  # the page's own
    assert not {"img", "link", "iframe", "object", "base"}.intersection(parser.elements)
    assert parser.elements.count("h1") == 1
    assert "# Conformance of `x`: conformant" in parser.text


def test_markdown_has_the_headings_it_means_to_have(run):
    tokens = MarkdownIt("commonmark").enable("table").parse(read(run / "r.md"))
    headings = [
        tokens[place + 1].content for place, token in enumerate(tokens) if token.type == "heading_open"
    ]
    divergences = json.loads(read(run / "r.json"))["divergences"]
    assert headings[0] == "Conformance of `tests.faults.candidates.tells_everything:Client`: divergent"
    shown = [text for text in headings[1:] if text.startswith("`")]
    assert 0 < len(shown) <= len(divergences)
    assert {text for text in headings[1:] if text not in shown} <= {
        "New divergences",
        "Methods",
        "Warnings",
        "Calls and scripts of new divergences",
    }
    assert {token.content.strip() for token in tokens if token.type == "html_block"} == {
        "<details><summary>script</summary>",
        "</details>",
    }


def test_scripts_as_files_are_as_harmless(run):
    for path in scripts(run):
        text = read(path)
        assert not HARMFUL.findall(text)
        assert not [form for form in forms(TOKEN) if form.casefold() in text.casefold()]


def test_scripts_are_python_that_begins_with_its_title(run):
    divergences = json.loads(read(run / "r.json"))["divergences"]
    assert divergences
    for item in divergences:
        first = ast.parse(item["script"]).body
        assert not any(isinstance(node, ast.Raise) for node in first)


def test_junit_is_well_formed(run):
    assert JUnitXml.fromfile(str(run / "r.xml")).failures > 0
