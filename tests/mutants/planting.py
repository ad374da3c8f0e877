"""Planting: what a planted bug is, and the mark that makes a candidate one.

The one rule: a mutant is a faithful client with one bug, so that what the suite finds in it can only be that bug.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from conformance.clients import Server
from conformance.tiers.live.access import ACCESS, AccessCheck
from conformance.tiers.live.call import CALL, CallCheck, lacking

__all__ = ["MISSING", "Mutant", "items", "plant", "single"]

_CHOOSY: dict[str, AccessCheck | CallCheck] = {"live.access": ACCESS, "live.call": CALL}
"""Checks that leave methods out on some servers."""

MISSING = "no method"
"""The ``kind`` of a mutant that lacks the method: no difference shows it, the method's status does."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A candidate with one planted bug, and how the suite must notice.

    Attributes:
        client: The candidate.
        check: Id of the check that is meant to catch it.
        kind: Kind of the difference that must be found, or `MISSING`.
        path: How the difference's path begins; ``""`` where it may be anywhere.
        deadline: Seconds that a call may take.
        unseen: Why it cannot be seen on the embedded engine though that has what it needs, as a sentence about
            Milvus Lite without its subject; ``""`` for most.
        needs: Capability without which it cannot be seen on any engine; ``""`` for most.
    """

    client: type
    check: str
    kind: str
    path: str
    deadline: float = 30.0
    unseen: str = ""
    needs: str = ""

    def hidden_on(self, server: Server) -> str:
        """Return why it cannot be seen on a server, or its method is not called there; ``""`` where it is."""
        if self.unseen and server.engine == "embedded":
            return f"Milvus Lite {self.unseen}"
        check = _CHOOSY.get(self.check.partition("/")[0])
        excuse = check.excuse(self.method, server.capabilities) if check else ""
        return excuse or lacking(server.capabilities, self.needs)

    @property
    def name(self) -> str:
        """Name of the candidate's class."""
        return self.client.__name__

    @property
    def spec(self) -> str:
        """The candidate as ``--milvus-candidate`` takes it."""
        return f"{self.client.__module__}:{self.name}"

    @property
    def topic(self) -> str:
        """The check without its method, ``live.read``."""
        return self.check.partition("/")[0]

    @property
    def method(self) -> str:
        """The method with the bug."""
        return self.check.partition("/")[2]

    @property
    def description(self) -> str:
        """What is wrong, one line."""
        return (self.client.__doc__ or "").partition("\n")[0].rstrip(".")

    def shown_by(self, fingerprint: str) -> bool:
        """Return whether a fingerprint is the one that this bug should have."""
        return fingerprint.startswith(f"{self.check} {self.kind} {self.path}".rstrip())


def plant(
    check: str, kind: str, path: str = "", *, deadline: float = 30.0, unseen: str = "", needs: str = ""
) -> Callable[[type], type]:
    """Mark a class as a mutant; the arguments are those of `Mutant`."""

    def mark(client: type) -> type:
        client.mutant = Mutant(client, check, kind, path, deadline, unseen, needs)  # type: ignore[attr-defined]
        return client

    return mark


def items(result: Any) -> list[Any]:
    """Return the rows or hits of a result; by index, because pymilvus' lazy rows need that."""
    return [result[place] for place in range(len(result))]


def single(value: float) -> float:
    """Return a number as single precision keeps it."""
    return float(struct.unpack("f", struct.pack("f", value))[0])
