"""Texts of others (clients, servers, users) made harmless in each form in which a run shows them.

The one rule: what a text says stays readable, character by character, and it says it as a text: it moves no cursor,
turns no line around, ends no quotation and begins no heading.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

__all__ = [
    "as_code",
    "as_docstring",
    "as_html",
    "as_json",
    "as_line",
    "as_markdown",
    "as_text",
    "every_text",
    "fenced",
    "writable",
]

_SURROGATE = re.compile("[\ud800-\udfff]")

_UNSEEN = (
    "\x7f-\x9f\xad\u061c\u070f\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f"
)
"""Controls, invisible characters and those that turn the direction of what follows, beyond ASCII's."""

_CONTROL = re.compile(f"[\0-\x08\x0b-\x1f{_UNSEEN}]")
_IN_LINE = re.compile(f"[\0-\x1f{_UNSEEN}]")
_IN_JSON = re.compile(f"[{_UNSEEN}]")

_MARKDOWN = re.compile(r"[\\`*_\[\]<>&|~$@]|:(?=//)|(?<=www)\.|\A(?:[#+=-]|\d+[.)])")
"""Punctuation that means something in a line of Markdown, some of it at the beginning only."""
_SPACE_AT_END = re.compile(r"\A\s+|\s+\Z")
_BACKTICKS = re.compile("`+")


def writable(text: str) -> str:
    r"""Return a text that every encoding can write: a lone surrogate stands as ``\udc80``."""
    return text if text.isascii() else _SURROGATE.sub(_escape, text)


def every_text(value: Any, change: Callable[[str], str]) -> Any:
    """Return a JSON document with every text in it changed, names of fields included."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {change(name): every_text(item, change) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [every_text(item, change) for item in value]
    return value


def as_text(text: str) -> str:
    r"""Return a text of several lines for a terminal, a log or JUnit: controls stand as ``\x1b``, ``\u202e``."""
    return _CONTROL.sub(_escape, text)


def as_line(text: str) -> str:
    r"""Return a text on one line: line breaks stand as ``\n``, too."""
    return _IN_LINE.sub(_escape, text)


def as_html(text: str) -> str:
    """Return a text for HTML, in elements and in attributes."""
    return html.escape(as_text(text))


def as_markdown(text: str) -> str:
    """Return a text for a paragraph, an item of a list or a cell of a table.

    Spaces of Unicode at its ends stand as ``&#160;``, because readers of Markdown differ in which they take away.
    """
    line = _MARKDOWN.sub(lambda match: f"{match[0][:-1]}\\{match[0][-1]}", as_line(text).strip(" "))
    return _SPACE_AT_END.sub(lambda match: "".join(f"&#{ord(character)};" for character in match[0]), line)


def as_code(text: str, *, cell: bool = False) -> str:
    """Return a text as Markdown's code within a line; nothing for an empty one.

    Args:
        text: The text.
        cell: Whether it stands in a table, where a bar would end the cell.
    """
    line = as_line(text)
    if not line.strip(" "):
        return ""
    ticks = _fence(line, 1)
    space = " " if line[0] in "` " or line[-1] in "` " else ""
    code = f"{ticks}{space}{line}{space}{ticks}"
    return code.replace("|", "\\|") if cell else code


def fenced(text: str, language: str = "") -> str:
    """Return a text as a block of code in Markdown, that nothing in it can end."""
    fence = _fence(text, 3)
    return f"{fence}{language}\n{as_text(text)}\n{fence}"


def as_json(document: Any) -> str:
    r"""Return a document as JSON: its texts exactly, what is not seen as ``\u202e``."""
    return _IN_JSON.sub(_escape_json, json.dumps(document, indent=2, ensure_ascii=False))


def as_docstring(text: str) -> str:
    """Return a text that stands within the quotes of a Python docstring and cannot end it."""
    return as_line(text).replace("\\", "\\\\").replace('"', '\\"')


def _fence(text: str, least: int) -> str:
    return "`" * max(least, 1 + max(map(len, _BACKTICKS.findall(text)), default=0))


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")


def _escape_json(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1]
