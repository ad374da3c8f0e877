"""Finding in a report what a person means by a few characters.

The one rule: what could mean two things means neither; the answer names both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.report.phrases import phrase
from conformance.report.scripts import digest
from pytest_milvus.errors import RemedyError

__all__ = ["Chosen", "chosen", "entries"]

_NAMED = 10
"""Names that an error tells at most."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A cause, a group or a single divergence of a report.

    Attributes:
        id: How it is called.
        title: What is wrong.
        divergences: Those that showed in the run, the one that stands for all first.
        cause: The known cause; empty where it is none.
        group: The group of likeness; empty where it is none.
    """

    id: str
    title: str
    divergences: tuple[Mapping[str, Any], ...]
    cause: Mapping[str, Any]
    group: Mapping[str, Any]


def entries(document: Mapping[str, Any]) -> list[Chosen]:
    """Return what a report tells of, the worst first: groups of new divergences, then known causes."""
    return [
        *(_group(document, item) for item in document["groups"]),
        *(_cause(document, item) for item in document["causes"]),
    ]


def chosen(document: Mapping[str, Any], name: str) -> Chosen:
    """Return what is meant by a name: an id of a cause or a group, a fingerprint, its digest, or a unique part of one.

    Raises:
        RemedyError: Nothing is called so, or several are.
    """
    told = entries(document)
    single = {item["fingerprint"]: item for item in document["divergences"]}
    for entry in told:
        if entry.id == name:
            return entry
    for fingerprint in single:
        if name in (fingerprint, digest(fingerprint)):
            return _single(document, single[fingerprint])
    part = name.casefold()
    causes = [entry for entry in told if part in entry.id.casefold()]
    prints = [fingerprint for fingerprint in single if part in fingerprint.casefold()]
    if len(causes) == 1 and not prints:
        return causes[0]
    if len(prints) == 1 and not causes:
        return _single(document, single[prints[0]])
    names = [*(entry.id for entry in causes), *prints]
    tried = f"Looking up {name!r} in the report"
    if not names:
        raise RemedyError(
            tried, "nothing there is called so", "call `conformance show` without an id; it lists all"
        )
    rest = f", and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    raise RemedyError(
        tried, f"{len(names)} things are called so", "choose one: " + "; ".join(names[:_NAMED]) + rest
    )


def _group(document: Mapping[str, Any], group: Mapping[str, Any]) -> Chosen:
    names = {group["example"]: 0, **{name: 1 for name in group["fingerprints"] if name != group["example"]}}
    found = [item for item in document["divergences"] if item["fingerprint"] in names]
    found.sort(key=lambda item: (names[item["fingerprint"]], item["fingerprint"]))
    return Chosen(group["id"], group["title"], tuple(found), {}, group)


def _cause(document: Mapping[str, Any], cause: Mapping[str, Any]) -> Chosen:
    found = [item for item in document["divergences"] if item["cause"] == cause["id"]]
    found.sort(key=lambda item: (len(item["script"]), item["fingerprint"]))
    return Chosen(cause["id"], cause["title"] or cause["id"], tuple(found), cause, {})


def _single(document: Mapping[str, Any], item: Mapping[str, Any]) -> Chosen:
    nothing: Mapping[str, Any] = {}
    cause = next((each for each in document["causes"] if each["id"] == item["cause"]), nothing)
    group = next(
        (each for each in document["groups"] if item["fingerprint"] in each["fingerprints"]), nothing
    )
    title = cause.get("title") or f"{item['method']} {phrase(item['kind'], item['path'], item['trigger'])}"
    return Chosen(digest(item["fingerprint"]), title, (item,), cause, group)
