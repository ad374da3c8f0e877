"""``show``: what a report knows of a cause, a likeness or a divergence; its script, and an issue made of it."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from conformance.cli.brief import seen
from conformance.cli.status import DONE, USAGE

__all__ = ["declare"]

_WIDEST = 120


def declare(commands: argparse._SubParsersAction[argparse.ArgumentParser], argv: Sequence[str]) -> None:  # noqa: ARG001
    """Say what the command takes."""
    parser = commands.add_parser(
        "show",
        help="tell what a report knows of a divergence; write its script, or an issue",
        description="Tell what a report knows of a cause, a likeness or a divergence; without an id, list all.",
        epilog="Exit status: 0 shown, 2 the file is no report, or the id means nothing or several things in it.",
        allow_abbrev=False,
    )
    parser.add_argument("source", type=Path, metavar="report.json", help="a JSON report")
    parser.add_argument(
        "id",
        nargs="?",
        metavar="ID",
        help="of a cause, a likeness or a fingerprint, or a unique part of one",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--script", nargs="?", const="-", metavar="PATH", help="print the script, or write it to a file"
    )
    form.add_argument(
        "--issue",
        action="store_true",
        help="print an issue in Markdown, its title first; its short script is run before",
    )
    parser.set_defaults(execute=_execute)


def _execute(asked: argparse.Namespace) -> int:
    from conformance.model.escaping import as_text  # here: a run lets pytest import the suite
    from conformance.report import display
    from conformance.report.document import read
    from conformance.report.issue import issue
    from conformance.report.selection import chosen

    document = read(asked.source)
    if asked.id is None:
        if asked.script or asked.issue:
            sys.stderr.write("--script and --issue need an ID; without one, all are listed\n")
            return USAGE
        text = "\n".join(display.listed(document))
    else:
        entry: Any = chosen(document, asked.id)
        if asked.script:
            return _script(display.script(entry), asked.script)
        if asked.issue:
            text = issue(document, entry, display.places(document, entry), seen(entry.divergences))
        else:
            width = min(shutil.get_terminal_size().columns, _WIDEST)
            text = "\n".join(display.told(document, entry, str(asked.source), width))
    sys.stdout.write(as_text(text).rstrip("\n") + "\n")
    return DONE


def _script(text: str, place: str) -> int:
    """Print a script, or write it to a file."""
    from conformance.model.escaping import writable
    from pytest_milvus.errors import RemedyError

    if place == "-":
        sys.stdout.write(writable(text))
        return DONE
    try:
        Path(place).write_text(writable(text), "utf-8")
    except OSError as error:
        raise RemedyError(
            f"Writing the script {place}", error.strerror or str(error), "choose another place"
        ) from error
    sys.stdout.write(f"script: {place}\n")
    return DONE
