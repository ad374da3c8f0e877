"""The table of attacks: what a run makes of each fault.

    python -m tests.faults.table [NAME...] [-n WORKERS] [--markdown FILE] [--jobs N] [--limit SECONDS] [--keep FOLDER]

A name may be a pattern (``'exit_0*'``). ``-n`` shares every run among workers. Exit status 1 if something is not as it
should be. Faults that mount a file system need root on Linux and are left out elsewhere, which the table says.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pytest_milvus.engines.embedded import EmbeddedEngine
from tests.faults.attack import Result, attack
from tests.faults.fault import Fault, shared
from tests.faults.faults import FAULTS, named
from tests.faults.places import can_mount

__all__ = ["main", "row", "served"]

LIMIT = 400.0
"""Seconds after which a run is ended."""

COLUMNS = ("fault", "status", "seconds", "verdict", "what the report says", "reports", "left behind", "wrong")
HEAD = f"| {' | '.join(COLUMNS)} |\n|---|---:|---:|{'---|' * 5}"


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.table", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("-n", type=int, default=0, metavar="WORKERS", help="share every run among workers")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table there, too")
    parser.add_argument("--jobs", type=int, default=1, help="runs at the same time")
    parser.add_argument("--limit", type=float, default=LIMIT, metavar="SECONDS", help="then a run is ended")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep output and reports there")
    arguments = parser.parse_args(argv)
    faults = named(arguments.names)
    if arguments.n:
        faults = [shared(fault, arguments.n) for fault in faults if "-n" not in fault.arguments]
    if not faults:
        parser.error(f"no fault has such a name; there are {', '.join(fault.name for fault in FAULTS)}")
    lines = [HEAD]
    _say(HEAD)
    wrong = 0
    with served(faults) as ready, ThreadPoolExecutor(arguments.jobs) as pool:
        for result in pool.map(lambda fault: _tried(fault, arguments.limit, arguments.keep), ready):
            wrong += bool(result and result.wrong)
            lines.append(row(result) if result else "")
            _say(lines[-1])
            if arguments.markdown:
                arguments.markdown.write_text("\n".join(filter(None, lines)) + "\n", "utf-8")
    _say(f"\n{len(faults)} faults, {wrong} not as they should be")
    return int(wrong > 0)


@contextmanager
def served(faults: Sequence[Fault]) -> Iterator[list[Fault]]:
    """Give a server to the faults that need one of their own."""
    if not any("{server}" in text for fault in faults for text in fault.arguments):
        yield list(faults)
        return
    engine = EmbeddedEngine()
    engine.start()
    try:
        yield [
            replace(fault, arguments=tuple(text.format(server=engine.uri) for text in fault.arguments))
            for fault in faults
        ]
    finally:
        engine.stop()


def row(result: Result) -> str:
    """Return the row of a result."""
    cells = [
        result.fault.name,
        "ended by us" if result.status is None else str(result.status),
        f"{result.seconds:.0f}",
        result.verdict or "none",
        result.says[:260],
        " ".join(form.removeprefix("r.") for form in result.reports) or "none",
        "; ".join(result.left)[:200] or "nothing",
        "; ".join(result.wrong)[:260],
    ]
    return f"| {' | '.join(_cell(text) for text in cells)} |"


def _cell(text: str) -> str:
    return "".join(sign if sign.isprintable() else "·" for sign in text).replace("|", "\\|")


def _tried(fault: Fault, limit: float, keep: Path | None) -> Result | None:
    if fault.place and not can_mount():
        _say(f"left out, because it mounts a file system: {fault.name}")
        return None
    return attack(fault, max(limit, 0.0), keep)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
