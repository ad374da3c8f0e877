"""Known causes: the bugs that are known, each with the fingerprints that it shows itself by.

The one rule: a cause owns fingerprints, never a pattern, and a fingerprint has one owner, so that no known bug can hide
another one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

from conformance.exploration.finding import parts
from pytest_milvus.data import data_path, load_toml
from pytest_milvus.errors import RemedyError

__all__ = ["FAULTS", "SEVERITIES", "Cause", "by_fingerprint", "known_causes", "read_causes", "release_of"]

SEVERITIES = ("high", "medium", "low")
"""High: wrong or lost data, silence, a hang, a secret. Medium: it works with the sync client alone. Low: the rest."""

FAULTS = ("candidate", "reference", "intended")
"""Whose fault it is."""

_TEXTS = ("id", "title", "notice", "severity", "fault")
_LISTS = ("fingerprints", "source", "upstream", "seen")
_REQUIRED = (*_TEXTS, "fingerprints")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_RELEASE = re.compile(r"\d+(?:\.\d+)*")
_EXAMPLE = "docs/how-to/accept-a-known-divergence.md shows a whole file"


@dataclass(frozen=True, slots=True)
class Cause:
    """A bug as a maintainer sees it: one place to mend.

    Attributes:
        id: A slug, unique in its file.
        title: What is wrong, one sentence without a full stop; ``""`` where nobody has said it yet.
        notice: What a user notices; ``""`` where nobody has said it yet.
        severity: One of `SEVERITIES`.
        fault: One of `FAULTS`.
        fingerprints: What it shows itself by; see `conformance.exploration.finding.Finding`.
        source: Where it is, ``FILE: Class.method``.
        upstream: Addresses of issues and pull requests.
        seen: Releases in which a run saw it.
    """

    id: str
    title: str
    notice: str
    severity: str
    fault: str
    fingerprints: tuple[str, ...]
    source: tuple[str, ...] = ()
    upstream: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()


def release_of(version: str) -> str:
    """Return the release that a version is of, or leads to: ``3.0.2`` for ``3.0.2.dev5+g1234``."""
    try:
        return Version(version).base_version
    except InvalidVersion:
        return version


def known_causes(choice: str, version: str | None, checks: Collection[str]) -> tuple[Cause, ...]:
    """Return the known causes of a run.

    Args:
        choice: ``auto`` (those that were seen in the installed release of pymilvus), ``none``, or the path of a file,
            all of whose causes hold.
        version: Version of the installed pymilvus; ``None`` where candidate and reference are not its own clients, of
            which nothing is known.
        checks: Ids of all checks of the installed clients. A file that names another one is refused.

    Raises:
        RemedyError: The file is missing or damaged; nothing is compared with half a baseline.
    """
    if choice == "none" or (choice == "auto" and version is None):
        return ()
    if choice == "auto" and version is not None:
        release = release_of(version)
        return tuple(
            item for item in read_causes(data_path("causes", "pymilvus.toml")) if release in item.seen
        )
    path = Path(choice)
    found = read_causes(path)
    for item in found:
        for name in item.fingerprints:
            _require_check(path, item, parts(name).check, checks)
    return found


def by_fingerprint(causes: Sequence[Cause]) -> Mapping[str, Cause]:
    """Return the owner of each fingerprint."""
    return {name: item for item in causes for name in item.fingerprints}


def read_causes(path: Path) -> tuple[Cause, ...]:
    """Return the causes of a file.

    Raises:
        RemedyError: It is missing or damaged.
    """
    tried = f"Reading the baseline {path}"
    try:
        content = load_toml(path)
    except OSError as error:
        raise RemedyError(tried, error.strerror or str(error), "give a file, auto or none") from None
    except ValueError as error:  # no TOML, or not even UTF-8
        raise RemedyError(tried, f"it is not TOML: {error}", _EXAMPLE) from None
    if "divergence" in content:
        raise RemedyError(
            tried,
            "it has the form of version 0.1, [[divergence]]",
            "write one [[cause]] for each reason, with all its fingerprints",
            _EXAMPLE,
        )
    entries = content.get("cause", [])
    if others := sorted(set(content) - {"cause"}):
        raise RemedyError(tried, f"{others[0]!r} stands beside the causes", "remove it", _EXAMPLE)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise RemedyError(tried, "its causes are no [[cause]] tables", _EXAMPLE)
    found = tuple(_cause(tried, number, entry) for number, entry in enumerate(entries, 1))
    _require_single(tried, [item.id for item in found])
    _require_single(tried, [name for item in found for name in item.fingerprints])
    return found


def _cause(tried: str, number: int, entry: Mapping[str, Any]) -> Cause:
    name = f"cause {entry.get('id') or number}"
    if trouble := _trouble(entry):
        raise RemedyError(tried, f"{name} {trouble}", _EXAMPLE)
    texts: dict[str, Any] = {key: " ".join(entry[key].split()) for key in _TEXTS}
    lists: dict[str, Any] = {key: tuple(entry.get(key, ())) for key in _LISTS}
    return Cause(**texts, **lists)


def _trouble(entry: Mapping[str, Any]) -> str:
    """Return what is wrong with an entry, ``""`` for nothing."""
    return _trouble_of_keys(entry) or _trouble_of_types(entry) or _trouble_of_values(entry)


def _trouble_of_keys(entry: Mapping[str, Any]) -> str:
    if absent := [key for key in _REQUIRED if key not in entry]:
        return f"lacks {', '.join(absent)}"
    if unknown := sorted(set(entry) - {*_TEXTS, *_LISTS}):
        return f"has {', '.join(map(repr, unknown))}, which no cause has"
    return ""


def _trouble_of_types(entry: Mapping[str, Any]) -> str:
    for key in _TEXTS:
        if not isinstance(entry[key], str):
            return f"has a {key} that is no text"
    for key in _LISTS:
        value = entry.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            return f"has {key} that are no list of texts"
    return ""


def _trouble_of_values(entry: Mapping[str, Any]) -> str:
    if not _SLUG.fullmatch(entry["id"]):
        return "has an id that is no slug: small letters, digits and single hyphens"
    for key, allowed in (("severity", SEVERITIES), ("fault", FAULTS)):
        if entry[key] not in allowed:
            return f"has the {key} {entry[key]!r}, which is none of {', '.join(allowed)}"
    if not entry["fingerprints"]:
        return "has no fingerprint"
    for link in entry.get("upstream", ()):
        if not re.fullmatch(r"https://\S+", link):
            return f"has the upstream link {link!r}, which is no https address"
    for release in entry.get("seen", ()):
        if not _RELEASE.fullmatch(release):
            return f"was seen in {release!r}, which is no release such as 3.0.2"
    return next(filter(None, map(_no_fingerprint, entry["fingerprints"])), "")


def _no_fingerprint(name: str) -> str:
    try:
        parts(name)
    except ValueError as error:
        return f"has something else for a fingerprint: {error}"
    return ""


def _require_single(tried: str, names: Sequence[str]) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            raise RemedyError(tried, f"{name!r} stands there twice", "remove one of the two")


def _require_check(path: Path, item: Cause, check: str, checks: Collection[str]) -> None:
    if check in checks:
        return
    topic, _, method = check.partition("/")
    topics = sorted({name.partition("/")[0] for name in checks})
    if topic in topics:
        why = f"{check!r}, but {topic} does not check {method or 'nothing'}"
        remedy = "look its method up among those that `python -m conformance list` prints"
    else:
        why, remedy = f"{check!r}, and there is no check {topic}", f"choose among: {', '.join(topics)}"
    raise RemedyError(f"Reading the baseline {path}", f"cause {item.id} has a fingerprint of {why}", remedy)
