"""Writers: the report document as a file, in the form that the suffix names; other packages may add forms."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeGuard

from conformance.model.escaping import as_code, as_json, as_markdown, every_text, fenced, writable
from conformance.report.groups import SHOWN
from conformance.report.page import page
from conformance.report.table import engine_differences, rows, tiers
from conformance.report.verdict import headline
from pytest_milvus import extensions
from pytest_milvus.errors import RemedyError

__all__ = ["check_report_path", "write_report"]


def _json(document: Mapping[str, Any]) -> str:
    return as_json(document) + "\n"


def _markdown(document: Mapping[str, Any]) -> str:
    columns = tiers(document)
    lines = [
        f"# Conformance of {as_code(document['candidate']['factory'])}: {document['verdict']}",
        "",
        f"Verdict: {as_markdown(headline(document))}.",
        *(f"\nIncomplete: {as_markdown(why)}." for why in document["incomplete"]),
        "",
        f"{as_markdown(document['engine']['name'])} {as_markdown(document['engine']['version'])}, "
        f"seed {document['seed']}, profile {document['profile']}.",
        "",
        f"| method | {' | '.join(columns)} | examples | divergences | coverage |",
        f"|---|{'---|' * len(columns)}---:|---|---|",
    ]
    titles = {item["id"]: item["title"] or item["id"] for item in document["causes"]}
    for row in rows(document):
        statuses = " | ".join(row.statuses[tier] for tier in columns)
        method, coverage = as_code(row.method, cell=True), as_markdown(row.coverage)
        lines.append(f"| {method} | {statuses} | {row.examples} | {row.note} | {coverage} |")
    lines += _causes(document)
    for item in document["divergences"]:
        lines += ["", f"## {as_code(item['fingerprint'])}", ""]
        lines += [as_markdown(titles[item["cause"]]), ""] if item["known"] else []
        lines += [fenced("\n".join(item["operations"]), "python"), ""]
        lines += [f"* {side}: {as_code(item[side])}" for side in ("reference", "candidate")]
        lines += ["", "<details><summary>script</summary>", ""]
        lines += [fenced(item["script"].rstrip(), "python"), "", "</details>"]
    if found := engine_differences(document):
        lines += [
            "",
            "## Engine differences",
            "",
            "Both clients agree, the exact answer differs: no divergence.",
        ]
        lines += [
            "",
            *(
                f"* {as_markdown(kind)}: {count}, for example {as_code(example)}"
                for kind, count, example in found
            ),
        ]
    lines += (
        ["", "## Warnings", "", *(f"* {as_markdown(text)}" for text in document["warnings"])]
        if document["warnings"]
        else []
    )
    return "\n".join(lines) + "\n"


def _causes(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the new divergences by likeness, and the known causes, as two tables."""
    if found := document["groups"]:
        yield from ("", "## New divergences", "", "| what | methods | divergences |", "|---|---:|---:|")
        for item in found[:SHOWN]:
            yield f"| {as_markdown(item['title'])} | {len(item['methods'])} | {len(item['fingerprints'])} |"
        if more := found[SHOWN:]:
            yield f"\n{len(more)} more groups stand in the JSON report."
    if known := document["causes"]:
        head = ("| cause | severity | fault | state | divergences |", "|---|---|---|---|---:|")
        yield from ("", "## Known causes", "", *head)
        for item in known:
            words = (item["severity"], item["fault"], item["state"], str(len(item["met"])))
            yield f"| {as_markdown(item['title'] or item['id'])} | {' | '.join(words)} |"


Form = Callable[[Mapping[str, Any]], str]
"""Returns the text of a report document (`conformance.report.document`)."""

_FORMS: Mapping[str, Form] = {".json": _json, ".md": _markdown, ".html": page}


def _form(path: Path) -> Form:
    """Return the form that a path's suffix names: ours, or another package's, whose entry point is called like it.

    Raises:
        RemedyError: There is none, or two, or an entry point is of another kind.
    """
    if path.suffix in _FORMS:
        return _FORMS[path.suffix]
    group, name = extensions.REPORT_FORMS, path.suffix.removeprefix(".")
    found = extensions.added(group, "a function", _is_function, only=name)
    if len(found) > 1:
        raise extensions.unusable(group, name, "two packages have one", "Uninstall one of them.")
    if not found:
        known = ", ".join((*_FORMS, *(f".{other}" for other in extensions.added_names(group))))
        reason = f"{path.suffix or 'no suffix'!r} names no form"
        raise RemedyError(f"Writing the report {path}", reason, f"use one of {known}")
    return found[0][1]


def _is_function(value: object) -> TypeGuard[Form]:
    return callable(value) and not isinstance(value, type)


def check_report_path(name: str) -> Path:
    """Return the path of a report, before a run is spent on it.

    Raises:
        RemedyError: The suffix names no form, or nothing can be written there.
    """
    path = Path(name)
    _form(path)
    if trouble := _trouble(path):
        raise RemedyError(f"Writing the report {name}", *trouble)
    return path


def _trouble(path: Path) -> tuple[str, str] | None:
    """Return why a file cannot be written and what to do, as far as can be told without writing."""
    folder = path.absolute().parent
    try:
        if not folder.is_dir():
            return "its folder does not exist", "create the folder first"
        if path.is_dir():
            return "it is a folder", "name a file in it"
        if not os.access(folder, os.W_OK | os.X_OK):
            return "its folder is not writable", "choose another folder, or change its permissions"
        _draft(path).stat()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:  # a name that is too long, or holds NUL
        return str(getattr(error, "strerror", None) or error), "choose another name"
    return None


def _draft(path: Path) -> Path:
    return path.with_name(f".{path.name}.draft")


def write_report(path: Path, document: Mapping[str, Any], strike: Callable[[str], str] = str) -> None:
    """Write the report; a reader sees the old file or the new one, never half of it, and no draft stays behind.

    Args:
        path: The file; its suffix names the form.
        document: The report.
        strike: Takes secrets out of a text.

    Raises:
        OSError: The file cannot be written.
    """
    form, clean = _form(path), every_text(document, strike)
    text = form(clean)
    if form is not _json:  # which cannot be struck from once more without breaking its own escapes
        text = "".join(map(strike, text.splitlines(keepends=True)))
    draft = _draft(path)
    try:
        draft.write_text(writable(text), encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
