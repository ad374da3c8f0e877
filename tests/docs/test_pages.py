"""The pages say what is true: filled parts are fresh, code comes from files that run, links lead somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.report.document import document
from conformance.report.event import CaseFinished, Divergence

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
FILLED = re.compile(r"<!-- fill: .*?<!-- filled -->", re.DOTALL)
page = pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))


def test_filled_parts_are_up_to_date() -> None:
    check = subprocess.run(
        [sys.executable, DOCS / "generate.py", "--check"], capture_output=True, text=True, cwd=ROOT
    )
    assert check.returncode == 0, f"{check.stdout}{check.stderr}run: python docs/generate.py"


@page
def test_python_comes_from_examples(page: Path) -> None:
    by_hand = FILLED.sub("", page.read_text("utf-8"))
    assert "```python" not in by_hand, "move the code to docs/examples and fill it in"


@page
def test_links_lead_to_files(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    lost = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert lost == []


def test_every_example_is_on_a_page() -> None:
    text = "".join(path.read_text("utf-8") for path in PAGES)
    shown = set(re.findall(r"<!-- fill: example ([^ :]+)", text)) | {
        f"findings/{path.name}" for path in (DOCS / "examples/findings").glob("*.py")
    }
    tests_of_commands = {
        *("another_client/test_shop_client.py", "extending/test_extending.py"),
        "replay/test_find_fix.py",
    }
    examples = {
        str(path.relative_to(DOCS / "examples"))
        for path in (DOCS / "examples").rglob("*")
        if path.suffix in (".py", ".toml", ".yml") and "__pycache__" not in path.parts
    }
    assert examples - shown - tests_of_commands == set()


def test_ci_runs_the_command_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    lines = [line for line in readme.splitlines() if line.startswith("python3 -m venv")]
    ci = (ROOT / ".ci/run").read_text("utf-8")
    assert len(lines) == 2
    assert [line for line in lines if line not in ci] == []


def test_report_page_knows_every_field() -> None:
    text = (DOCS / "reference/report.md").read_text("utf-8")
    divergence = Divergence("a/b c d", *["x"] * 4, False, "", [], {}, "", "", "", "")
    made = document([CaseFinished("live.read/get", "get", "live", "agree", 1, [divergence])], [], {})
    head = ["environment", "candidate", "reference", "engine", "seed", "profile"]
    fields = {
        *made,
        *head,
        *made["methods"]["get"]["live"],
        *made["divergences"][0],
        *made["totals"],
        *made["groups"][0],
    }
    assert sorted(name for name in fields if f"`{name}`" not in text) == []
