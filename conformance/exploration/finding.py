"""Findings: differences that an exploration met, named so that one bug is one fingerprint."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.compare.differences import Difference

__all__ = ["Finding", "Parts", "Shared", "fingerprint", "parts"]

_FORM = re.compile(r"(?P<check>\S+) (?P<kind>\S+) (?P<path>.*?)(?: \[(?P<trigger>[^\[\]]+)\])?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a fingerprint; those of a `Finding`.

    Attributes:
        check: Check id, without a space.
        kind: Kind of difference, without a space.
        path: Where.
        trigger: What the test case was built around, ``""`` where it was no one thing.
    """

    check: str
    kind: str
    path: str
    trigger: str = ""


def fingerprint(check: str, kind: str, path: str, trigger: str = "") -> str:
    """Return the name of a divergence: ``check kind path``, and the trigger in brackets where there is one."""
    return f"{check} {kind} {path}" + (f" [{trigger}]" if trigger else "")


def parts(text: str) -> Parts:
    """Return the parts of a fingerprint.

    Raises:
        ValueError: It is none.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        msg = f"{text!r} is no fingerprint: it has no check, kind and path"
        raise ValueError(msg)
    return Parts(**{name: value or "" for name, value in found.groupdict().items()})


@dataclass(frozen=True, slots=True)
class Finding:
    """A divergence of the candidate from the reference.

    Attributes:
        check: Check id, for example ``live.read/search``.
        difference: The first difference found.
        test_case: The smallest test case that showed it; each tier has its own kind, with ``acts`` and ``size``.
        reference: What the reference's side gave: ``calls`` (outcomes in turn), and what else the tier observed.
        candidate: The same of the candidate's side.
        verdict: What the oracle says of it, ``""`` where it has no opinion.
        trigger: The one thing that the test case was built around: the argument that is wrong and how, the RPC and the
            class of its fault, the parameter under test; ``""`` where it was no one thing, or where the difference
            shows without it, too.
    """

    check: str
    difference: Difference
    test_case: Any
    reference: Mapping[str, Any]
    candidate: Mapping[str, Any]
    verdict: str = ""
    trigger: str = ""

    @property
    def fingerprint(self) -> str:
        """Check id, kind, path and trigger; no generated value stands in it (design section 8)."""
        return fingerprint(self.check, self.difference.kind, self.difference.path, self.trigger)


@dataclass(frozen=True, slots=True)
class Shared:
    """A shared defect: a promise that the reference breaks in the same way as the candidate, which it fails not.

    Attributes:
        finding: What was found; its difference has what each of the two did.
        promise: What was owed.
    """

    finding: Finding
    promise: str

    @property
    def fingerprint(self) -> str:
        """Its name, as that of a divergence."""
        return self.finding.fingerprint
