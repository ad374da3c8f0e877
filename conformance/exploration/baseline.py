"""Baselines: the divergences that are known, each with a reason.

The one rule: an entry is a fingerprint, never a pattern, so that it can hide nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from pytest_milvus.data import data_files, load_toml
from pytest_milvus.errors import RemedyError

__all__ = ["Known", "load_baseline", "unobserved"]

_REQUIRED = ("fingerprint", "reason")


@dataclass(frozen=True, slots=True)
class Known:
    """A known divergence.

    Attributes:
        fingerprint: See `conformance.exploration.finding.Finding`.
        reason: What a user would notice, and why it is so.
        link: Upstream issue, ``""`` where there is none yet.
        first_seen: Release of the candidate in which it was first seen.
    """

    fingerprint: str
    reason: str
    link: str = ""
    first_seen: str = ""


def load_baseline(choice: str, version: str | None) -> Mapping[str, Known]:
    """Return the known divergences by fingerprint.

    Args:
        choice: ``auto`` (the file for the installed pymilvus, if there is one), ``none``, or a path.
        version: Version of the installed pymilvus; ``None`` where the reference is none of its clients, of which
            nothing is known.

    Raises:
        RemedyError: The file is missing or damaged; nothing is compared with half a baseline.
    """
    if choice == "none" or (choice == "auto" and version is None):
        return {}
    if choice == "auto":
        named = f"pymilvus-{version}.toml"
        path = next((file for file in data_files("baselines") if file.name == named), None)
        return {} if path is None else _read(path)
    return _read(Path(choice))


def unobserved(known: Mapping[str, Known], tried: Collection[str], met: Collection[str]) -> list[str]:
    """Return the fingerprints of a baseline that a run could have met and did not, sorted.

    One bug shows in several places, and in which of them depends on the engine. While it shows in one of a method,
    nothing is told of the others.

    Args:
        known: The baseline.
        tried: Ids of the checks that compared something.
        met: Fingerprints that showed.
    """
    alive = {(_method(name), known[name].reason) for name in met if name in known}
    return sorted(
        name
        for name, item in known.items()
        if name not in met and _check(name) in tried and (_method(name), item.reason) not in alive
    )


def _check(fingerprint: str) -> str:
    return fingerprint.partition(" ")[0]


def _method(fingerprint: str) -> str:
    return _check(fingerprint).partition("/")[2]


def _read(path: Path) -> dict[str, Known]:
    tried = f"Reading the baseline {path}"
    example = 'write [[divergence]] with fingerprint = "..." and reason = "..."'
    try:
        entries = load_toml(path).get("divergence", [])
    except OSError as error:
        raise RemedyError(tried, error.strerror or str(error), "give a file, auto or none") from None
    except ValueError as error:
        raise RemedyError(tried, f"it is not TOML: {error}", example) from None
    known: dict[str, Known] = {}
    for number, entry in enumerate(entries, 1):
        absent = [key for key in _REQUIRED if not str(entry.get(key, "")).strip()]
        unknown = sorted(set(entry) - {"fingerprint", "reason", "link", "first_seen"})
        if absent or unknown:
            reason = (
                f"entry {number} lacks {', '.join(absent)}" if absent else f"entry {number} has {unknown}"
            )
            raise RemedyError(tried, reason, example)
        item = Known(**entry)
        if item.fingerprint in known:
            raise RemedyError(tried, f"{item.fingerprint!r} stands there twice", "remove one of the two")
        known[item.fingerprint] = item
    return known
