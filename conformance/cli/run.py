"""``run``: prepares arguments for pytest.

The one rule: whatever this command can do, ``pytest --pyargs conformance`` can do with the same options.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

import pytest

from conformance.cli.status import USAGE

__all__ = ["NAME", "declare", "execute"]

NAME = "run"

SCOPE = "asyncio_default_fixture_loop_scope=function"


def declare(commands: argparse._SubParsersAction[argparse.ArgumentParser], argv: Sequence[str]) -> None:  # noqa: ARG001
    """Say what the command takes; what it does not know is pytest's."""
    parser = commands.add_parser(NAME, help="compare the clients", add_help=False)
    parser.add_argument("--profile", help="quick, standard or deep")


def execute(asked: argparse.Namespace, arguments: Sequence[str]) -> int:
    """Run the tests and return the exit status."""
    chosen = [] if asked.profile is None else [f"--milvus-profile={asked.profile}"]
    # -p: also where PYTEST_DISABLE_PLUGIN_AUTOLOAD is set. -o: pytest-asyncio warns where nobody chose a scope.
    scope = [] if "PYTEST_DISABLE_PLUGIN_AUTOLOAD" in os.environ else ["-o", SCOPE]
    # -rN: the summary of the suite says what a project's -ra would say again, at length.
    summary = [] if {"no:terminal", "-pno:terminal"} & {*arguments} else ["-rN"]  # an option of that plugin
    ours = ["-p", "pytest_milvus", "--pyargs", "conformance", *summary, *scope, *chosen]
    status = pytest.main([*ours, *arguments])
    return USAGE if status == pytest.ExitCode.USAGE_ERROR else int(status)
