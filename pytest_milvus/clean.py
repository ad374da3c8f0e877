"""The command ``python -m pytest_milvus clean``: what killed runs left on a server, and its removal.

The one rule: it lists unless it is told which runs to remove, and never touches a run that is still going on.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pytest_milvus.cleaning import connected, found, remove
from pytest_milvus.registry import RunRecord, records, state_folder

if TYPE_CHECKING:
    from pytest_milvus.cleaning import Connect
    from pytest_milvus.errors import RemedyError

__all__ = ["add_command"]

_DESCRIPTION = """
List what runs left on a Milvus server because they were killed, or remove it. Only names that stand in the record of
a run that has ended are touched; records lie in this user's state folder.
"""


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "clean", help="remove what killed runs left on a server", description=_DESCRIPTION
    )
    parser.add_argument(
        "run", nargs="*", metavar="RUN", help="a run to remove, by its eight digits; none: list"
    )
    parser.add_argument("--all", action="store_true", help="remove what all runs left on the server")
    uri = os.environ.get("PYTEST_MILVUS_URI", "")
    parser.add_argument(
        "--milvus-uri", default=uri, metavar="URI", help="the server, as the run was given it"
    )
    parser.add_argument(
        "--milvus-token",
        default=os.environ.get("PYTEST_MILVUS_TOKEN", ""),
        metavar="TOKEN",
        help="its token; better in the environment variable PYTEST_MILVUS_TOKEN",
    )
    parser.set_defaults(command=_run)


def _run(arguments: argparse.Namespace) -> int:
    from pytest_milvus.errors import RemedyError

    try:
        uri, token = _server(arguments.milvus_uri, arguments.milvus_token)
        if arguments.run or arguments.all:
            return _remove(_chosen(arguments.run, uri), uri, token)
        return _list(uri, token)
    except RemedyError as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _server(given: str, token: str) -> tuple[str, str]:
    """Return the address without credentials and database, and the token."""
    from pytest_milvus.address import split_database
    from pytest_milvus.errors import RemedyError
    from pytest_milvus.options import parsed_uri

    if not given:
        return "", token
    try:
        address, credentials = parsed_uri(given)
    except ValueError as error:
        raise RemedyError("Reading --milvus-uri", str(error), "Write it as the run was given it.") from None
    return split_database(address)[0], token or credentials


def _chosen(runs: Sequence[str], uri: str) -> tuple[RunRecord, ...]:
    """Return the records to remove; all of the server's where no run is named."""
    from pytest_milvus.errors import RemedyError

    known = records()
    for run in runs:
        if not any(record.header.run == run for record in known):
            raise RemedyError(
                f"Looking for the run {run}",
                f"there is no record of it in {state_folder()}",
                "Name one that `python -m pytest_milvus clean` lists.",
                "Runs of other users and on other machines have their records there.",
            )
    chosen = [record for record in known if not runs or record.header.run in runs]
    if not uri:
        raise RemedyError(
            "Removing what runs left",
            "no server is named",
            f"Name it: --milvus-uri={chosen[0].header.uri if chosen else 'http://HOST:PORT'}",
        )
    elsewhere = [record for record in chosen if record.header.uri != uri]
    if runs and elsewhere:
        header = elsewhere[0].header
        raise RemedyError(
            f"Removing what the run {header.run} left at {uri}",
            f"it ran on {header.uri}",
            f"Name that server: --milvus-uri={header.uri}",
        )
    return tuple(record for record in chosen if record.header.uri == uri)


def _list(uri: str, token: str) -> int:
    shown = [record for record in records() if not uri or record.header.uri == uri]
    if not shown:
        _say(f"No run has left anything{f' at {uri}' if uri else ''}, as far as {state_folder()} tells.")
        return 0
    for record in shown:
        with record.claimed() as ended:
            _say(_line(record, ended))
        if uri and ended:
            with _reached(uri, token) as connect:
                for thing in found(connect, record.names, record.header.database):
                    _say(f"    {thing}")
    _say("Remove: python -m pytest_milvus clean --milvus-uri=URI RUN (or --all)")
    return 0


def _line(record: RunRecord, ended: bool) -> str:
    header = record.header
    who = f"process {header.pid} on {header.host}"
    state = "has ended" if ended else "still running, or on another machine"
    return f"{header.run} {header.worker}: {len(record.names)} names at {header.uri}, {header.started}; {who}, {state}"


def _remove(chosen: Sequence[RunRecord], uri: str, token: str) -> int:
    if not chosen:
        _say(f"No run has left anything at {uri}, as far as {state_folder()} tells.")
        return 0
    status = 0
    with _reached(uri, token) as connect:
        for record in chosen:
            with record.claimed() as ended:
                if not ended:
                    _say(f"{_line(record, ended)}: left alone")
                    status = 1
                elif not _removed(connect, record):
                    status = 1
    return status


def _removed(connect: Connect, record: RunRecord) -> bool:
    """Remove what a run left, and its record if nothing is left; tells whether that is so."""
    things = found(connect, record.names, record.header.database)
    kept = remove(connect, things, record.header.database)
    reasons = dict(kept)
    for thing in things:
        _say(f"{record.header.run}: {thing} {f'stays: {reasons[thing]}' if thing in reasons else 'removed'}")
    if not kept:
        record.forget()
        _say(f"{record.header.run} {record.header.worker}: nothing is left")
    return not kept


@contextmanager
def _reached(uri: str, token: str) -> Iterator[Connect]:
    """Give clients of a server; one that does not answer is one clear error."""
    from pytest_milvus.engines.external import ExternalEngine

    ExternalEngine(uri, token).start()
    with connected(uri, token) as connect:
        try:
            yield connect
        except Exception as error:
            raise _told(uri, error) from None


def _told(uri: str, error: Exception) -> RemedyError:
    from pytest_milvus.errors import RemedyError

    if isinstance(error, RemedyError):
        return error
    return RemedyError(
        f"Looking at what runs left at {uri}",
        str(error),
        "Give a token that may list and drop collections, databases, users and roles: PYTEST_MILVUS_TOKEN.",
    )


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
