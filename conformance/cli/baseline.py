"""``baseline``: keeps a file of known causes true to what a run reports."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from conformance.cli.status import DONE

__all__ = ["declare"]

ACTS = {
    "update": "add what a report tells and the file does not know, for you to describe",
    "prune": "take out the causes that a report calls fixed, and fingerprints of others that are gone",
}


def declare(commands: argparse._SubParsersAction[argparse.ArgumentParser], argv: Sequence[str]) -> None:  # noqa: ARG001
    """Say what the command takes."""
    parser = commands.add_parser("baseline", help="keep a file of known causes true to a report")
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    for name, text in ACTS.items():
        act = acts.add_parser(name, help=text)
        act.add_argument(
            "report", type=Path, metavar="REPORT", help="a JSON report of a run with this baseline"
        )
        act.add_argument("file", type=Path, metavar="FILE", help="the TOML file of known causes")
    parser.set_defaults(execute=_execute)


def _execute(asked: argparse.Namespace) -> int:
    from conformance.report.baseline import BaselineFile
    from conformance.report.document import read
    from pytest_milvus.errors import RemedyError

    made = read(asked.report)
    if asked.act == "prune" and not asked.file.exists():
        raise RemedyError(f"Reading the baseline {asked.file}", "there is no such file", "check its name")
    file = BaselineFile(asked.file)
    told = file.update(made) if asked.act == "update" else file.prune(made)
    if told:
        file.write()
    for line in told or ["nothing to change"]:
        sys.stdout.write(f"{line}\n")
    return DONE
