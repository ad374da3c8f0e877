"""Writers: the report document as a file, in the form that the suffix names."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from conformance.report.page import page
from conformance.report.table import engine_differences, rows, tiers
from pytest_milvus.errors import RemedyError

__all__ = ["check_report_path", "write_report"]


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _markdown(document: Mapping[str, Any]) -> str:
    totals, columns = document["totals"], tiers(document)
    lines = [
        f"# Conformance of `{document['candidate']['factory']}`: {document['verdict']}",
        "",
        f"{totals['new']} new and {totals['known']} known divergences in {totals['examples']} examples; "
        f"{document['engine']['name']} {document['engine']['version']}, seed {document['seed']}, "
        f"profile {document['profile']}.",
        "",
        f"| method | {' | '.join(columns)} | examples | divergences | coverage |",
        f"|---|{'---|' * len(columns)}---:|---|---|",
    ]
    for row in rows(document):
        statuses = " | ".join(row.statuses[tier] for tier in columns)
        lines.append(f"| `{row.method}` | {statuses} | {row.examples} | {row.note} | {row.coverage} |")
    for item in document["divergences"]:
        lines += ["", f"## {item['fingerprint']}", ""]
        lines += [item["reason"], ""] if item["known"] else []
        lines += ["```python", *item["operations"], "```", ""]
        lines += [f"* reference: {item['reference']}", f"* candidate: {item['candidate']}"]
        lines += [
            "",
            "<details><summary>script</summary>",
            "",
            "```python",
            item["script"].rstrip(),
            "```",
            "",
        ]
        lines += ["</details>"]
    if found := engine_differences(document):
        lines += [
            "",
            "## Engine differences",
            "",
            "Both clients agree, the exact answer differs: no divergence.",
        ]
        lines += ["", *(f"* {kind}: {count}, for example `{example}`" for kind, count, example in found)]
    lines += (
        ["", "## Warnings", "", *(f"* {text}" for text in document["warnings"])]
        if document["warnings"]
        else []
    )
    return "\n".join(lines) + "\n"


_WRITERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {".json": _json, ".md": _markdown, ".html": page}


def check_report_path(name: str) -> Path:
    """Return the path of a report, before a run is spent on it.

    Raises:
        RemedyError: The suffix names no form, or the folder does not exist.
    """
    path = Path(name)
    if path.suffix not in _WRITERS:
        raise RemedyError(
            f"Writing the report {name}",
            f"{path.suffix or 'no suffix'!r} names no form",
            f"use one of {', '.join(_WRITERS)}",
        )
    if not path.absolute().parent.is_dir():
        raise RemedyError(
            f"Writing the report {name}", "its folder does not exist", "create the folder first"
        )
    return path


def write_report(path: Path, document: Mapping[str, Any]) -> None:
    """Write the report; a reader sees the old file or the new one, never half of it.

    Raises:
        OSError: The file cannot be written.
    """
    text = _WRITERS[path.suffix](document)
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
