"""``report``: writes a report, or what a journal tells of a run that was killed, in other forms."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from conformance.cli.status import DONE

__all__ = ["declare"]

NAME = "report"

FORMS = {"json": ".json", "markdown": ".md", "html": ".html"}
"""Our forms of a report, and the suffix of each."""


def declare(commands: argparse._SubParsersAction[argparse.ArgumentParser], argv: Sequence[str]) -> None:
    """Say what the command takes.

    Args:
        commands: Where it is declared.
        argv: What was asked; other packages' forms are looked up for this command alone.
    """
    parser = commands.add_parser(
        NAME, help="write a report, or what a journal tells of a run that was killed, in other forms"
    )
    parser.add_argument("source", type=Path, metavar="FILE", help="a JSON report or a journal")
    forms = FORMS if argv[:1] != [NAME] else _forms()
    for form, suffix in forms.items():
        parser.add_argument(f"--{form}", dest=f"form {form}", metavar="PATH", help=f"write {suffix}")
    parser.set_defaults(execute=_execute, forms=forms)


def _forms() -> Mapping[str, str]:
    """Return our forms of a report, and those that other packages add: each is called as its files end."""
    from pytest_milvus import extensions  # here: a run lets pytest import the plugin

    return {**FORMS, **{name: f".{name}" for name in extensions.added_names(extensions.REPORT_FORMS)}}


def _execute(asked: argparse.Namespace) -> int:
    from conformance.plugin.summary import summary
    from conformance.report.document import read
    from conformance.report.writers import check_report_path, write_report
    from pytest_milvus.errors import RemedyError

    wanted = {form: getattr(asked, f"form {form}") for form in asked.forms}
    paths = [(form, Path(name)) for form, name in wanted.items() if name is not None]
    for form, path in paths:
        if path.suffix != asked.forms[form]:
            raise RemedyError(
                f"Writing the report {path}",
                f"--{form} writes {asked.forms[form]}",
                f"end the name with {asked.forms[form]}",
            )
        check_report_path(str(path))
    made = read(asked.source)
    try:
        for _, path in paths:
            write_report(path, made)
    except OSError as error:
        raise RemedyError("Writing the reports", str(error), "choose another place") from error
    for text, _ in summary(made, [f"report: {path}" for _, path in paths]):
        sys.stdout.write(f"{text}\n")
    return DONE
