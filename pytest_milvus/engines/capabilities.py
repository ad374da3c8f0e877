"""What a server offers: its version's profile, confirmed by asking.

The one rule: a profile is a promise about a version, a probe is a fact about this server; where they disagree
the probe wins and a note says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pytest_milvus.data import data_files, data_path, load_toml
from pytest_milvus.engines.connection import Connection

__all__ = ["Capability", "catalogue", "confirmed", "known_wrong", "profile"]


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing that servers offer or not.

    Attributes:
        name: As in profiles, markers and reports.
        is_: One sentence that says what a server with it can do.
        rpc: An RPC that changes nothing when asked with an empty request, and that servers without the
            capability do not know; ``None`` where only the profile can tell.
    """

    name: str
    is_: str
    rpc: str | None


@cache
def catalogue() -> Mapping[str, Capability]:
    """Return every capability by name, from ``fixtures/engines/capabilities.toml``."""
    table = load_toml(data_path("engines", "capabilities.toml"))
    return {name: Capability(name, entry["is"], entry.get("rpc")) for name, entry in table.items()}


def profile(version: str) -> tuple[str, frozenset[str]]:
    """Return the name and the capabilities of the profile for a server version.

    Args:
        version: What GetVersion answered, for example ``"v2.3.5"`` or ``"milvus_lite-3.2.2"``.
    """
    name, table = _profile(version)
    return name, frozenset(table.get("offers", ()))


@cache
def known_wrong(version: str) -> Mapping[str, str]:
    """Return what a server version is known to answer wrongly: the reason, by what a run shows it as.

    Args:
        version: As for `profile`.
    """
    _, table = _profile(version)
    return {shown: entry["reason"] for entry in table.get("wrong", ()) for shown in entry["shows"]}


@cache
def _profile(version: str) -> tuple[str, Mapping[str, Any]]:
    """Return the name and the content of the profile for a server version; nothing where there is none."""
    optimistic: tuple[str, Mapping[str, Any]] = "", {}
    for path in data_files("engines"):
        table = load_toml(path)
        if "versions" not in table:
            continue
        if re.fullmatch(table["versions"], version):
            return path.stem, table
        if table.get("fallback"):
            optimistic = path.stem, table
    return optimistic


def confirmed(connection: Connection, version: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return what a server offers, and one note for each claim of its profile that it contradicts.

    Raises:
        UnansweredError: The server stopped answering.
    """
    name, promised = profile(version)
    offered, notes = set(promised), []
    if connection.asks_for_token():  # how a server is configured, which no version tells
        offered.add("authentication")
    for capability in catalogue().values():
        if capability.rpc is None:
            continue
        fact = connection.implements(capability.rpc)
        if fact != (capability.name in promised):
            notes.append(
                f"{version} {'offers' if fact else 'does not offer'} {capability.name} "
                f"({capability.rpc} asked), against the profile {name}"
            )
        (offered.add if fact else offered.discard)(capability.name)
    return frozenset(offered), tuple(notes)
