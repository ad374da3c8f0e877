"""``replay``: whether the divergences of a report are still there, in the pymilvus that is installed.

The one rule: the exit status is one that ``git bisect run`` understands, and what could not be told is never good.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from conformance.repro.replay import Replayed

__all__ = ["declare", "status"]

_WORDS = {"fixed": "FIXED", "still": "STILL", "error": "ERROR"}
_UNTOLD = 125
_DEADLINE = 120.0
_SIDE_BY_SIDE = 4
_TOLD = 3
"""Lines that are told of a script that could not tell, the last ones."""

_EPILOG = """\
Exit status: 0 all are fixed, 1 at least one is still there, 125 it could not be told, 2 wrong usage.
`git bisect run` takes 0 for good, 1 for bad, and skips a commit at 125.
"""


def declare(commands: argparse._SubParsersAction[argparse.ArgumentParser], argv: Sequence[str]) -> None:  # noqa: ARG001
    """Say what the command takes."""
    parser = commands.add_parser(
        "replay",
        help="run the scripts of a report on the pymilvus that is installed",
        description="Run the scripts of a report on the pymilvus that is installed. A server for those that need one "
        "is started, unless MILVUS_URI names one (MILVUS_TOKEN its token).",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("source", type=Path, metavar="report.json", help="a JSON report")
    parser.add_argument(
        "ids", nargs="*", metavar="ID", help="of a cause, a likeness or a fingerprint; all without one"
    )
    parser.add_argument(
        "--find-fix",
        action="store_true",
        help="exit with 1 where all are fixed, and with 0 where one is still there: `git bisect run` finds the mend",
    )
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
    parser.add_argument(
        "--deadline", type=float, default=_DEADLINE, metavar="SECONDS", help="that a script may take"
    )
    parser.set_defaults(execute=_execute)


def _execute(asked: argparse.Namespace) -> int:
    from conformance.model.escaping import as_json  # here: a run lets pytest import the suite
    from conformance.report.document import read
    from pytest_milvus.errors import RemedyError

    picked = _picked(read(asked.source), asked.ids)
    if not picked:
        raise RemedyError(
            f"Replaying {asked.source}", "it has no divergence with a script", "give another report or id"
        )
    results: list[dict[str, str]] = []
    for item, outcome in _replayed(picked, asked.deadline):
        results.append({"fingerprint": item["fingerprint"], "state": outcome.state, "said": outcome.said})
        if not asked.json:
            _say(item, outcome)
    counts = Counter(result["state"] for result in results)
    ended = status(counts, find_fix=asked.find_fix)
    if asked.json:
        sys.stdout.write(f"{as_json({'status': ended, 'replayed': results})}\n")
    else:
        told = ", ".join(f"{counts[name]} {word.lower()}" for name, word in _WORDS.items() if counts[name])
        sys.stdout.write(f"{told}\n")
    return ended


def status(states: Collection[str], *, find_fix: bool = False) -> int:
    """Return the exit status: 1 where one is still there, 125 where that cannot be told, 0 where all are fixed.

    Args:
        states: What came of the scripts.
        find_fix: Whether 0 and 1 change places, because the mend is looked for and not the fault.
    """
    if "still" not in states and "error" in states:
        return _UNTOLD
    return int(("still" in states) is not find_fix)


def _picked(document: Mapping[str, Any], ids: Sequence[str]) -> list[Mapping[str, Any]]:
    from conformance.report.selection import chosen

    entries = (
        [chosen(document, name).divergences for name in ids] if ids else [tuple(document["divergences"])]
    )
    found = {item["fingerprint"]: item for entry in entries for item in entry if item["script"]}
    return list(found.values())


def _replayed(
    picked: Sequence[Mapping[str, Any]], deadline: float
) -> Iterator[tuple[Mapping[str, Any], Replayed]]:
    from conformance.repro.replay import Replayed, needs_server, replay, surroundings, with_server

    scripts = [item["script"] for item in picked]
    with with_server(scripts, surroundings([str(Path.cwd())])) as (environ, trouble):
        able = [script for script in scripts if not (trouble and needs_server(script))]
        outcomes = replay(able, environ, workers=min(_SIDE_BY_SIDE, os.cpu_count() or 1), deadline=deadline)
        for item in picked:
            lost = trouble and needs_server(item["script"])
            yield item, Replayed("error", trouble) if lost else next(outcomes)


def _say(item: Mapping[str, Any], outcome: Replayed) -> None:
    from conformance.model.escaping import as_line

    sys.stdout.write(f"{_WORDS[outcome.state]} {as_line(item['fingerprint'])}\n")
    if outcome.state == "error":
        sys.stdout.writelines(f"      {as_line(line)}\n" for line in outcome.said.splitlines()[-_TOLD:])
    sys.stdout.flush()
