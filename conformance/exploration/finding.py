"""Findings: differences that an exploration met, named so that one bug is one fingerprint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.compare.differences import Difference

__all__ = ["Finding"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A divergence of the candidate from the reference.

    Attributes:
        check: Check id, for example ``live.read/search``.
        difference: The first difference found.
        trial: The smallest trial that showed it; each tier has its own kind, with ``acts`` and ``size``.
        reference: What the reference's side gave: ``calls`` (outcomes in turn), and what else the tier observed.
        candidate: The same of the candidate's side.
        verdict: What the oracle says of it, ``""`` where it has no opinion.
    """

    check: str
    difference: Difference
    trial: Any
    reference: Mapping[str, Any]
    candidate: Mapping[str, Any]
    verdict: str = ""

    @property
    def fingerprint(self) -> str:
        """Check id, kind and path; no generated value stands in it (design section 8)."""
        return f"{self.check} {self.difference.kind} {self.difference.path}"
