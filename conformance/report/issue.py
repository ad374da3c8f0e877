"""The text of an issue that can be put to the authors of a client as it is.

The one rule: it holds nothing that a reader without this project does not understand, and needs nothing but the client.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from conformance.model.escaping import as_code, as_line, as_markdown, fenced
from conformance.report.explanation import place
from conformance.report.selection import Chosen
from pytest_milvus.errors import RemedyError

__all__ = ["issue"]

_TRIGGER = re.compile(r" \[([^\[\]]+)\]$")
"""What a test case was built around, at the end of a title."""

_WITHIN = re.compile(r"(?<=\w)\\_(?=\w)")
"""An underscore within a word, which needs no escape."""

_CALLS = 8
"""Calls that are shown; the script has them all."""

_SIDE = 1500
"""Characters of a side."""


def issue(
    document: Mapping[str, Any],
    entry: Chosen,
    places: Sequence[str] = (),
    brief: Mapping[str, Any] | None = None,
) -> str:
    """Return an issue in Markdown, its title first.

    Args:
        document: The report.
        entry: What it is about.
        places: Where in the source of the candidate, where the report does not say it.
        brief: The divergence whose short script was seen to show it, ``None`` where none was.

    Raises:
        RemedyError: There is nothing to report.
    """
    if not entry.divergences:
        raise RemedyError(
            f"Writing an issue of {entry.id}",
            "it did not show in this run",
            "choose one that did: `conformance show`",
        )
    shows = [item for item in entry.divergences if item["script_shows"] is not False] or entry.divergences
    script = _short(brief["brief"]) if brief else _script(shows[0])
    return "\n".join(_lines(document, entry, brief or shows[0], places, script)) + "\n"


def _lines(
    document: Mapping[str, Any],
    entry: Chosen,
    example: Mapping[str, Any],
    places: Sequence[str],
    script: Iterable[str],
) -> Iterator[str]:
    reference, candidate = (_name(document, side) for side in ("reference", "candidate"))
    title = entry.title if example["method"] in entry.title else f"{example['method']}: {entry.title}"
    yield from (f"# {_title(f'{candidate}: {title}')}", "")
    if notice := entry.cause.get("notice"):
        yield from (as_markdown(notice), "")
    calls = [as_line(call) for call in example["operations"]]
    if calls:
        yield from (fenced("\n".join([*["…"] * (len(calls) > _CALLS), *calls[-_CALLS:]]), "python"), "")
    yield from ("## What is expected", "")
    owed = example["differs"]["reference"].partition("; owed: ")[2]
    if owed:  # an absolute promise, and the reference did not keep it either, or could not be asked
        yield from (f"What an async client owes{_where(example)}:", "", fenced(owed, "text"), "")
    else:
        yield from (f"What {as_code(reference)} does{_where(example)}:", "", _side(example, "reference"), "")
    yield from ("## What happens", "")
    yield from (f"{as_code(candidate)}{_where(example)}:", "", _side(example, "candidate"), "")
    methods = sorted({item["method"] for item in entry.divergences})
    if len(methods) > 1:
        yield from (f"The same in {', '.join(map(as_code, methods))}.", "")
    if example["script"]:
        yield from ("## Script", "", *script, "")
    yield from ("## Versions", "", *_versions(document), "")
    if found := [*entry.cause.get("source", ()), *places]:
        yield from (
            "## Where in the source",
            "",
            *(f"* {as_code(place)}" for place in dict.fromkeys(found)),
            "",
        )
    if links := entry.cause.get("upstream"):
        yield from ("## See also", "", *(f"* <{as_line(link)}>" for link in links), "")


def _title(text: str) -> str:
    """Return a title that reads the same as Markdown and, without its mark, in the title's own field."""
    plain = _TRIGGER.sub(r" (\1)", text)
    return _WITHIN.sub("_", as_markdown(plain))


def _name(document: Mapping[str, Any], side: str) -> str:
    return as_line(document[side]["factory"].rpartition(":")[2])


def _where(example: Mapping[str, Any]) -> str:
    where = place(example)
    return f" ({as_code(where)})" if where else ""


def _side(example: Mapping[str, Any], side: str) -> str:
    text = example["differs"][side]
    return fenced(text if len(text) <= _SIDE else f"{text[: _SIDE - 1]}…", "text")


def _short(script: str) -> Iterator[str]:
    yield "It exits with 1 while both differ, and with 0 when they agree."
    yield ""
    yield fenced(script.rstrip(), "python")


def _script(example: Mapping[str, Any]) -> Iterator[str]:
    yield "It exits with 1 while both differ, with 0 when they agree, and with 125 when it cannot tell."
    if example["script_shows"] is False:
        yield "By itself it did not show the difference, which was found in a longer run."
    yield ""
    yield fenced(example["script"].rstrip(), "python")


def _versions(document: Mapping[str, Any]) -> Iterator[str]:
    told = document["environment"]
    sides = {told[side]["package"]: told[side]["version"] for side in ("reference", "candidate")}
    parts = [f"{package} {version or 'of unknown version'}" for package, version in sides.items()]
    parts += [f"grpcio {told['grpcio']}"] if "pymilvus" in sides else []
    parts += [f"Python {told['python']}", told["platform"]]
    engine = document["engine"]
    if engine.get("version", "not started") != "not started":
        parts.append(f"server: {engine['name']} {engine['version']}")
    yield from (f"* {as_markdown(part)}" for part in parts)
