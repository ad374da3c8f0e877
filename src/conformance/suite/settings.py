"""What a run was asked for, resolved before anything is started.

The one rule: a mistake in the options costs one line, not a run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import pytest

from conformance.checks.baseline import Known, load_baseline
from conformance.checks.live.access import ACCESS
from conformance.checks.profile import Profile, profile
from conformance.checks.registry import Case, cases
from conformance.clients import Factory, resolve
from conformance.report.writers import check_report_path

__all__ = ["SETTINGS", "Options", "Settings"]


class Options(Protocol):
    """The options that the suite needs; `pytest_milvus.options.Options` has them."""

    @property
    def candidate(self) -> str:
        """Client under test, ``MODULE:FACTORY``."""

    @property
    def reference(self) -> str:
        """Client that defines the behaviour."""

    @property
    def token(self) -> str:
        """Token of the server, empty for none."""

    @property
    def profile(self) -> str:
        """Name of the profile."""

    @property
    def baseline(self) -> str:
        """``auto``, ``none`` or a path."""

    @property
    def tier(self) -> Sequence[str]:
        """Only these tiers; all when empty."""

    @property
    def method(self) -> Sequence[str]:
        """Only these methods; all when empty."""

    @property
    def report(self) -> Sequence[str]:
        """Files to write."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A run's settings.

    Attributes:
        candidate: Client under test.
        reference: Client that defines the behaviour.
        profile: How much to try.
        seed: Seed of everything generated.
        known: The baseline, by fingerprint.
        cases: What to run.
        reports: Files to write.
        strike: Takes the run's secrets out of a text.
    """

    candidate: Factory
    reference: Factory
    profile: Profile
    seed: int
    known: Mapping[str, Known]
    cases: Sequence[Case]
    reports: Sequence[Path]
    strike: Callable[[str], str] = str

    @classmethod
    def of(cls, options: Options, seed: int, strike: Callable[[str], str] = str) -> Settings:
        """Resolve options.

        Raises:
            conformance.errors.RemedyError: One of them cannot be used.
        """
        reference = resolve(options.reference)
        return cls(
            resolve(options.candidate),
            reference,
            profile(options.profile),
            seed,
            load_baseline(
                options.baseline, version("pymilvus") if reference.stems_from("pymilvus") else None
            ),
            # Without a token nobody can tell who is let in.
            [
                case
                for case in cases(options.tier, options.method, reference)
                if options.token or case.check is not ACCESS
            ],
            [check_report_path(name) for name in options.report],
            strike,
        )


SETTINGS = pytest.StashKey[Settings]()
"""Where the pytest configuration keeps the settings."""
