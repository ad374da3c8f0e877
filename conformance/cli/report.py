"""``report``: writes a report, or what a journal tells of a run that was killed, in other forms."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from conformance.cli.status import DONE

__all__ = ["declare"]

FORMS = {"json": ".json", "markdown": ".md", "html": ".html"}
"""Forms of a report, and the suffix of each."""


def declare(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Say what the command takes."""
    parser = commands.add_parser(
        "report", help="write a report, or what a journal tells of a run that was killed, in other forms"
    )
    parser.add_argument("source", type=Path, metavar="FILE", help="a JSON report or a journal")
    for form, suffix in FORMS.items():
        parser.add_argument(f"--{form}", metavar="PATH", help=f"write {suffix}")
    parser.set_defaults(execute=_execute)


def _execute(asked: argparse.Namespace) -> int:
    from conformance.plugin.summary import summary
    from conformance.report.document import read
    from conformance.report.writers import check_report_path, write_report
    from pytest_milvus.errors import RemedyError

    paths = [(form, Path(getattr(asked, form))) for form in FORMS if getattr(asked, form) is not None]
    for form, path in paths:
        if path.suffix != FORMS[form]:
            raise RemedyError(
                f"Writing the report {path}",
                f"--{form} writes {FORMS[form]}",
                f"end the name with {FORMS[form]}",
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
