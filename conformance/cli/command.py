"""``python -m conformance``: which commands there are, and what they have in common.

The one rule: a command prepares arguments for pytest, which is the only runner, or reads a document.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from conformance.cli import baseline, listing, replay, report, run, show
from conformance.cli.status import USAGE

__all__ = ["main"]

COMMANDS = (run, listing, show, replay, baseline, report)

EPILOG = """\
Everything after 'run' goes to pytest. The options of this project:
  pytest --help   (section 'Milvus: server, clients and conformance')
Exit status: 0 conformant or as-known, 1 new divergences, 2 wrong usage, 3 incomplete.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    argv = sys.argv[1:] if argv is None else list(argv)
    parser = argparse.ArgumentParser(
        prog="python -m conformance",
        description="Check that an async Milvus client behaves as the synchronous one.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.declare(commands, argv)
    asked, rest = parser.parse_known_args(argv)
    if asked.command == run.NAME:
        return run.execute(asked, rest)
    if rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    # Here: pytest rewrites the plugin's assertions, and warns if the package is imported before a run starts.
    from pytest_milvus.errors import RemedyError

    try:
        status: int = asked.execute(asked)
    except RemedyError as error:
        sys.stderr.write(f"{error}\n")
        return USAGE
    return status
