"""A divergence, and a group of them, as a few lines of text: what is called, what differs, and how to see more.

The one rule: nothing stands there that is alike on both sides, and no more lines than a person reads; who asks for all
gets all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import wrap
from typing import Any

from conformance.model.escaping import as_line
from conformance.report.groups import SHOWN
from conformance.report.sides import clipped

__all__ = [
    "LINES",
    "NO_FILES",
    "Files",
    "group_lines",
    "groups_told",
    "place",
    "shared_told",
    "shown",
    "versions",
    "what_differs",
]

LINES = 15
"""Lines of a group, where nobody asks for more."""

DEFECTS = 5
"""Shared defects that are shown, where nobody asks for more."""

CALLS = 3
"""Calls of a divergence that are shown; the last ones."""

Line = tuple[str, Mapping[str, bool]]
"""A text and how a terminal shows it."""

_PLAIN: Mapping[str, bool] = {}
_TITLE = {"red": True, "bold": True}
_FAINT = {"light": True}

_WHOLE = ("outcome", "error-type", "error-code", "error-cause", "error-message", "ending")
"""Kinds that are about a call as a whole: the path to them says nothing that the sides do not say."""

_ROOTS = ("result", "member")
"""Paths that say nothing either."""


@dataclass(frozen=True, slots=True)
class Files:
    """The files that a text points to.

    Attributes:
        report: The JSON report, ``""`` for none.
        scripts: Scripts by fingerprint.
        trouble: Why scripts could not be written, ``""`` where they were.
    """

    report: str = ""
    scripts: Mapping[str, Path] = field(default_factory=dict)
    trouble: str = ""


NO_FILES = Files()


def shown(path: Path) -> str:
    """Return a path as one types it: relative to the working folder where it lies below it."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def versions(document: Mapping[str, Any]) -> str:
    """Return what was compared, in a few words."""
    told = document["environment"]
    sides = [
        " ".join(filter(None, (told[side]["package"], told[side]["version"])))
        for side in ("reference", "candidate")
    ]
    parts = [sides[0]] if sides[0] == sides[1] else [f"reference {sides[0]}", f"candidate {sides[1]}"]
    engine = document["engine"]
    if engine.get("version", "not started") != "not started":
        parts.append(f"{engine['name']} {engine['version']}")
    return ", ".join([*parts, f"seed {document['seed']}"])


def what_differs(
    divergence: Mapping[str, Any], owner: str = "", width: int = 80, *, whole: bool = False
) -> Iterator[str]:
    """Yield the calls of a divergence, and both sides where they differ.

    Args:
        divergence: A divergence of a document.
        owner: Name of the candidate's class, for a divergence that is found without a call.
        width: Columns.
        whole: Whether nothing is cut.
    """
    calls = [as_line(call) for call in divergence["operations"]]
    verdict = as_line(divergence["verdict"])
    # What stands alone may have two lines; of several parts each has one.
    one, two = (10**6, 10**6) if whole else (width - 8, 2 * width - 16)
    room = two if len(calls) == 1 else one
    if not calls:
        yield f"{owner}.{divergence['method']}".removeprefix(".")
    elif not whole and len(calls) > CALLS:
        yield f"… {len(calls) - CALLS} calls before"
    for call in calls if whole else calls[-CALLS:]:
        yield call if len(call) <= room else f"{call[: room - 1]}…"
    if where := place(divergence):
        yield f"  in {as_line(where)}"
    told = divergence["differs"]
    room = two if len(calls) <= 1 and not verdict else one
    left, right = clipped(as_line(told["reference"]), as_line(told["candidate"]), room - 13)
    yield f"  reference  {left}"
    yield f"  candidate  {right}"
    if verdict:
        yield f"  exact answer: {verdict}"[: one + 2]


def place(divergence: Mapping[str, Any]) -> str:
    """Return where a divergence is, ``""`` where the sides say enough."""
    kind, path = divergence["kind"], str(divergence["path"])
    return "" if kind in _WHOLE or kind.startswith("rpc-") or path in _ROOTS else path


def groups_told(document: Mapping[str, Any], files: Files, width: int, *, whole: bool) -> Iterator[Line]:
    """Yield the lines of all groups of new divergences, the worst first.

    Args:
        document: The report.
        files: What the lines point to.
        width: Columns of the terminal.
        whole: Whether every group, and all of it, is told.
    """
    found = document["groups"]
    for number, group in enumerate(found if whole else found[:SHOWN], 1):
        yield from group_lines(document, group, files, number, width, whole=whole)
        yield "", _PLAIN
    if len(found) > SHOWN and not whole:
        where = f": conformance show {files.report}" if files.report else "; -v tells all"
        yield f"{len(found) - SHOWN} more groups{where}", _PLAIN
        yield "", _PLAIN


def shared_told(document: Mapping[str, Any], width: int, *, whole: bool) -> Iterator[Line]:
    """Yield the lines of shared defects; the arguments are those of `groups_told`."""
    found = document["shared"]
    if not found:
        return
    yield "both clients break these promises in the same way, which is no divergence:", _PLAIN
    for item in found if whole else found[:DEFECTS]:
        yield f"   {as_line(item['fingerprint'])}", _FAINT
        for word, key in (("owed", "promise"), ("reference", "reference"), ("candidate", "candidate")):
            text, room = as_line(item[key]), 10**6 if whole else max(width - 16, 20)
            yield f"     {word:<9}  {text if len(text) <= room else f'{text[: room - 1]}…'}", _PLAIN
    if len(found) > DEFECTS and not whole:
        yield f"   {len(found) - DEFECTS} more; the report and -v tell all", _PLAIN
    yield "", _PLAIN


def group_lines(
    document: Mapping[str, Any],
    group: Mapping[str, Any],
    files: Files,
    number: int,
    width: int,
    *,
    whole: bool,
) -> Iterator[Line]:
    """Yield the lines of a group: its title, its example, and how to see more."""
    example = next(item for item in document["divergences"] if item["fingerprint"] == group["example"])
    for line in wrap(f"{number}. {as_line(group['title'])}", width, subsequent_indent="   "):
        yield line, _TITLE
    owner = document["candidate"]["factory"].rpartition(":")[2]
    for line in what_differs(example, owner, width, whole=whole):
        yield f"   {line}", _PLAIN
    others = [name for name in group["fingerprints"] if name != group["example"]]
    names = ", ".join(group["methods"])
    yield f"   {as_line(group['example'])}", _FAINT
    if whole:
        yield from ((f"   {as_line(name)}", _FAINT) for name in others)
    elif others:
        methods = f" of {len(group['methods'])} methods" if len(group["methods"]) > 1 else f" of {names}"
        yield f"   and {len(others)} more{methods} that {'is' if len(others) == 1 else 'are'} alike", _FAINT
    yield f"   {as_line(versions(document))}; likeness {group['id']}", _FAINT
    script = files.scripts.get(group["example"])
    if script is not None:
        note = "  (this script alone did not show it)" if example["script_shows"] is False else ""
        yield f"   python {shown(script)}{note}", _PLAIN
    if files.report:
        yield f"   conformance show {files.report} {group['id']}", _PLAIN
