"""What a text of a client must not do to a report or a terminal: control it, or look like a part of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

__all__ = ["forgeries"]

CONTROLS = re.compile("[\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069]")
"""Characters that move, hide or turn round what a reader sees; a line's end and a tab do not."""

FENCE = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,})(?P<info>.*)$")


def forgeries(reports: Path, output: Path) -> Iterator[str]:
    """Yield what in the reports and in the output is not what it seems; JSON is exact, and escapes what it must."""
    for path in (reports / "r.md", reports / "r.html", output):
        with suppress(OSError):
            text = path.read_bytes().decode("utf-8", "replace")
            if found := CONTROLS.search(text):
                yield f"{path.name} holds the character {found.group()!r}"
            if path.suffix == ".md" and any(line.startswith("# ") for line in list(_prose(text))[1:]):
                yield f"{path.name} has a second title"
            if path.suffix == ".html" and "<script>1" in text:
                yield f"{path.name} runs a script of the candidate"


def _prose(markdown: str) -> Iterator[str]:
    """Yield the lines of a Markdown text that are in no fenced block."""
    fence = ""
    for line in markdown.splitlines():
        found = FENCE.match(line)
        mark = found["fence"] if found else ""
        if not fence and mark and not (mark[0] == "`" and "`" in found["info"]):  # type: ignore[index]
            fence = mark
        elif fence and mark.startswith(fence) and found and not found["info"].strip():
            fence = ""
        elif not fence and line.strip():
            yield line
