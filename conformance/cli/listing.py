"""``list``: every check id, one a line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from conformance.cli.status import DONE

__all__ = ["declare"]


def declare(commands: argparse._SubParsersAction[argparse.ArgumentParser], argv: Sequence[str]) -> None:  # noqa: ARG001
    """Say what the command takes: nothing."""
    commands.add_parser("list", help="print every check id").set_defaults(execute=_execute)


def _execute(asked: argparse.Namespace) -> int:  # noqa: ARG001
    from conformance.tiers.tiers import cases  # here: a run lets pytest import the suite

    for case in cases():
        sys.stdout.write(f"{case.id}\n")
    return DONE
