"""A check, and a case: one check of one method.

The id ``tier.topic/method`` of a case stands in test ids, reports, baselines and docs alike.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, runtime_checkable

from conformance.clients import Factory
from conformance.exploration.explore import Exploration
from conformance.exploration.finding import Finding
from conformance.exploration.profile import Profile

__all__ = ["Case", "Check", "RunConfiguration", "Scripted", "explained"]

_NAME = re.compile(r"\A``[^`]+``: ")
"""What may stand before the promise of a check: its own name."""

DriverT = TypeVar("DriverT", contravariant=True)


@dataclass(frozen=True, slots=True)
class RunConfiguration:
    """How much a run tries.

    Attributes:
        profile: The profile.
        seed: Seed of everything generated.
        known: The baseline's fingerprints; what is known is not made smaller.
    """

    profile: Profile
    seed: int
    known: Mapping[str, Any] = field(default_factory=dict)


@runtime_checkable
class Check(Protocol[DriverT]):
    """What is compared of a method: which methods it applies to, and how one of them is explored."""

    @property
    def tier(self) -> str:
        """Name of its tier."""

    @property
    def topic(self) -> str:
        """What it is about; ``tier.topic`` is the first part of every id."""

    @property
    def doc(self) -> str:
        """What it promises, for `explained`: what it compares, why it matters, how to read a failure."""

    def methods(self, reference: Factory) -> Sequence[str]:
        """Return the methods of a reference that it applies to."""

    def explore(self, method: str, driver: DriverT, configuration: RunConfiguration) -> Exploration:
        """Check one method with the tier's driver.

        Raises:
            pytest_milvus.errors.RemedyError: The check could not run.
        """


@runtime_checkable
class Scripted(Protocol):
    """A check whose findings become scripts in a way of their own, and not in that of their tier."""

    def script(self, finding: Finding, reference: str, candidate: str) -> str:
        """Return the stand-alone script of a finding (see `conformance.tiers.tier.Tier`)."""


@dataclass(frozen=True, slots=True)
class Case:
    """A check of one method."""

    check: Check[Any]
    method: str

    @property
    def id(self) -> str:
        """The check id, for example ``live.read/search``."""
        return f"{self.check.tier}.{self.check.topic}/{self.method}"


def explained(check: Check[Any]) -> list[str]:
    """Return what there is to say of a check, in paragraphs; the first one is what it promises."""
    promise = _NAME.sub("", inspect.cleandoc(check.doc))
    text = f"{promise[:1].upper()}{promise[1:]}"
    return [" ".join(paragraph.split()) for paragraph in text.split("\n\n") if paragraph.strip()]
