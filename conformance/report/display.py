"""What a report knows of a cause, a likeness or a divergence, as text for a terminal."""

from __future__ import annotations

import inspect
import shlex
from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any

from conformance.clients import resolve
from conformance.model.escaping import as_line
from conformance.report.explanation import versions, what_differs
from conformance.report.package import package_of
from conformance.report.phrases import counted
from conformance.report.scripts import digest
from conformance.report.selection import Chosen, entries
from conformance.report.verdict import headline
from conformance.repro.replay import SERVER, needs_server
from pytest_milvus.errors import RemedyError

__all__ = ["listed", "places", "script", "told"]

_USUAL = ("--milvus-reference=pymilvus:MilvusClient", "--milvus-candidate=pymilvus:AsyncMilvusClient")


def listed(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield one line for each thing that the report tells of, the worst first."""
    yield f"verdict: {as_line(headline(document))}"
    found = entries(document)
    width = max((len(entry.id) for entry in found), default=0)
    for heading, those in (
        ("new divergences, by likeness", [entry for entry in found if entry.group]),
        ("known causes", [entry for entry in found if entry.cause]),
    ):
        if those:
            yield from ("", f"{heading}:")
        for entry in those:
            word = entry.cause.get("severity", "new")
            state = entry.cause.get("state", "met")
            note = counted(len(entry.divergences), "divergence") if state == "met" else state
            yield as_line(f"  {entry.id:<{width}}  {word:<6}  {entry.title} ({note})")
    if document["shared"]:
        yield from ("", "shared defects, which both clients have:")
    yield from (f"  {as_line(item['fingerprint'])}" for item in document["shared"])


def told(document: Mapping[str, Any], entry: Chosen, source: str, width: int) -> Iterator[str]:
    """Yield everything that there is to say of one of them."""
    yield as_line(entry.title)
    cause = entry.cause
    if notice := cause.get("notice"):
        yield from ("", *wrap(as_line(notice), width))
    if cause:
        yield from (
            "",
            f"known cause {cause['id']}: severity {cause['severity']}, fault {cause['fault']}, {cause['state']}",
        )
        for key, word in (("source", "source"), ("upstream", "upstream"), ("seen", "seen in")):
            yield from (f"  {word}  {as_line(item)}" for item in cause[key])
    elif entry.group:
        yield from ("", f"likeness {entry.group['id']}, no known cause")
    owner = document["candidate"]["factory"].rpartition(":")[2]
    for item in entry.divergences[:1]:
        yield from ("", *what_differs(item, owner, width, whole=True))
        if item["script_shows"] is False:
            yield "  (the script alone did not show it)"
    yield from ("", f"fingerprints: {len(entry.divergences)}")
    yield from (
        f"  {digest(item['fingerprint'])}  {as_line(item['fingerprint'])}" for item in entry.divergences
    )
    yield from ("", f"compared: {as_line(versions(document))}, profile {document['profile']}")
    if entry.divergences:
        yield from ("", "reproduce:", *(f"  {line}" for line in _how(document, entry, source)))


def _how(document: Mapping[str, Any], entry: Chosen, source: str) -> Iterator[str]:
    example, seed, profile = entry.divergences[0], document["seed"], document["profile"]
    tier = example["check"].partition(".")[0]
    if example["script"]:
        server = f"{SERVER}=http://localhost:19530 " if needs_server(example["script"]) else ""
        yield f"conformance show {source} {entry.id} --script repro.py && {server}python repro.py"
        yield f"conformance replay {source} {entry.id}"
    words = [f"--milvus-{side}={document[side]['factory']}" for side in ("reference", "candidate")]
    clients = [word for word in words if word not in _USUAL]
    method = f"--milvus-method={example['method']}"
    chosen = [
        f"--milvus-tier={tier}",
        method,
        f"--milvus-seed={seed}",
        f"--milvus-profile={profile}",
        *clients,
    ]
    yield f"conformance run --milvus-baseline=none {as_line(shlex.join(chosen))}"
    yield f"conformance show {source} {entry.id} --issue"


def script(entry: Chosen) -> str:
    """Return the script of an entry: one that showed it by itself, if any did.

    Raises:
        RemedyError: It has none.
    """
    found = sorted(
        (item for item in entry.divergences if item["script"]), key=lambda item: item["script_shows"] is False
    )
    if not found:
        raise RemedyError(
            f"Writing the script of {entry.id}",
            "it did not show in this run",
            "choose one that did: `conformance show`",
        )
    return str(found[0]["script"])


def places(document: Mapping[str, Any], entry: Chosen) -> list[str]:
    """Return where the candidate's method is, where the code that is installed is the one that was compared."""
    spec, told = document["candidate"]["factory"], document["environment"]["candidate"]
    if entry.cause.get("source") or not entry.divergences:
        return []
    name = entry.divergences[0]["method"]
    try:
        if package_of(spec) != told:
            return []
        client = resolve(spec).client
        member = inspect.unwrap(inspect.getattr_static(client, name))
        line = inspect.getsourcelines(member)[1]
    except (AttributeError, TypeError, ValueError, OSError, RemedyError):
        return []
    return [f"{member.__module__.replace('.', '/')}.py, line {line}: {member.__qualname__}"]
