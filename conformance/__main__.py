"""``python -m conformance``: prepares arguments for pytest, which is the only runner.

The one rule: whatever this command can do, ``pytest --pyargs conformance`` can do with the same options.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

__all__ = ["main"]

USAGE = 2
FORMS = {"json": ".json", "markdown": ".md", "html": ".html"}
"""Our forms of a report, and the suffix of each."""

SCOPE = "asyncio_default_fixture_loop_scope=function"

EPILOG = """\
Everything after 'run' goes to pytest. The options of this project:
  pytest --help   (section 'Milvus: server, clients and conformance')
Exit status: 0 no new divergence, 1 new divergences, 2 wrong usage, 3 incomplete.
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
    run = commands.add_parser("run", help="compare the clients", add_help=False)
    run.add_argument("--profile", help="quick, standard or deep")
    commands.add_parser("list", help="print every check id")
    report = commands.add_parser(
        "report", help="write a report, or what a journal tells of a run that was killed, in other forms"
    )
    report.add_argument("source", type=Path, metavar="FILE", help="a JSON report or a journal")
    forms = FORMS if argv[:1] != ["report"] else _forms()
    for form, suffix in forms.items():
        report.add_argument(f"--{form}", dest=f"form {form}", metavar="PATH", help=f"write {suffix}")
    known, rest = parser.parse_known_args(argv)
    if known.command == "run":
        return _run(known.profile, rest)
    if rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    # Here: pytest rewrites the plugin's assertions, and warns if the package is imported before a run starts.
    from pytest_milvus.errors import RemedyError

    try:
        if known.command == "report":
            wanted = {form: getattr(known, f"form {form}") for form in forms}
            return _report(known.source, forms, wanted)
        return _list()
    except RemedyError as error:
        sys.stderr.write(f"{error}\n")
        return USAGE


def _run(profile: str | None, arguments: Sequence[str]) -> int:
    chosen = [] if profile is None else [f"--milvus-profile={profile}"]
    # -p: also where PYTEST_DISABLE_PLUGIN_AUTOLOAD is set. -o: pytest-asyncio warns where nobody chose a scope.
    scope = [] if "PYTEST_DISABLE_PLUGIN_AUTOLOAD" in os.environ else ["-o", SCOPE]
    # -rN: the summary of the suite says what a project's -ra would say again, at length.
    summary = [] if {"no:terminal", "-pno:terminal"} & {*arguments} else ["-rN"]  # an option of that plugin
    ours = ["-p", "pytest_milvus", "--pyargs", "conformance", *summary, *scope, *chosen]
    status = pytest.main([*ours, *arguments])
    return USAGE if status == pytest.ExitCode.USAGE_ERROR else int(status)


def _list() -> int:
    from conformance.tiers.tiers import cases  # here: a run lets pytest import the suite

    for case in cases():
        sys.stdout.write(f"{case.id}\n")
    return 0


def _forms() -> Mapping[str, str]:
    """Return our forms of a report, and those that other packages add: each is called as its files end."""
    from pytest_milvus import extensions  # here: a run lets pytest import the plugin

    return {**FORMS, **{name: f".{name}" for name in extensions.added_names(extensions.REPORT_FORMS)}}


def _report(source: Path, forms: Mapping[str, str], wanted: Mapping[str, str | None]) -> int:
    from conformance.plugin.summary import summary
    from conformance.report.document import read
    from conformance.report.writers import check_report_path, write_report
    from pytest_milvus.errors import RemedyError

    paths = [(form, Path(name)) for form, name in wanted.items() if name is not None]
    for form, path in paths:
        if path.suffix != forms[form]:
            raise RemedyError(
                f"Writing the report {path}",
                f"--{form} writes {forms[form]}",
                f"end the name with {forms[form]}",
            )
        check_report_path(str(path))
    made = read(source)
    try:
        for _, path in paths:
            write_report(path, made)
    except OSError as error:
        raise RemedyError("Writing the reports", str(error), "choose another place") from error
    for text, _ in summary(made, [f"report: {path}" for _, path in paths]):
        sys.stdout.write(f"{text}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
