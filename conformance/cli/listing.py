"""``list``: every check id; and of one check what it compares, why that matters, and how to read its failure."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from textwrap import fill

from conformance.cli.status import DONE

__all__ = ["declare"]

_WIDTH = 79


def declare(commands: argparse._SubParsersAction[argparse.ArgumentParser], argv: Sequence[str]) -> None:  # noqa: ARG001
    """Say what the command takes."""
    parser = commands.add_parser("list", help="print every check id, or explain a check")
    parser.add_argument(
        "check", nargs="?", metavar="CHECK", help="for example wire.request, or wire.request/search"
    )
    parser.set_defaults(execute=_execute)


def _execute(asked: argparse.Namespace) -> int:
    from conformance.tiers.tiers import cases  # here: a run lets pytest import the suite

    if asked.check is None:
        sys.stdout.writelines(f"{case.id}\n" for case in cases())
        return DONE
    sys.stdout.write("\n\n".join(_told(asked.check)) + "\n")
    return DONE


def _told(wanted: str) -> list[str]:
    """Return what there is to say of a check, in paragraphs.

    Raises:
        RemedyError: There is no such check.
    """
    from conformance.tiers.check import explained
    from conformance.tiers.tiers import cases, checks
    from pytest_milvus.errors import RemedyError

    name, _, method = wanted.partition("/")
    found = {f"{check.tier}.{check.topic}": check for check in checks()}
    tried = f"Explaining {wanted}"
    if name not in found:
        raise RemedyError(tried, f"there is no check {name}", f"choose among: {', '.join(found)}")
    methods = [case.method for case in cases() if case.check is found[name]]
    if method and method not in methods:
        raise RemedyError(tried, f"{name} does not check {method}", f"choose among: {', '.join(methods)}")
    parts = [name, *explained(found[name])]
    parts += [] if method else [f"Methods: {', '.join(methods)}."]
    return [fill(part, _WIDTH, break_on_hyphens=False, break_long_words=False) for part in parts]
