"""``python -m pytest_milvus``: what is to be done outside of a test run."""

from __future__ import annotations

import argparse
import sys

from pytest_milvus import clean

__all__ = ["main"]


def main(argv: list[str] | None = None) -> int:
    """Run a command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m pytest_milvus", description="Milvus for tests.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    clean.add_command(commands)
    arguments = parser.parse_args(argv)
    status: int = arguments.command(arguments)
    return status


if __name__ == "__main__":
    sys.exit(main())
