"""What a run was asked for, resolved before anything is started.

The one rule: a mistake in the options costs one line, not a run.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import pytest

from conformance.clients import Factory, resolve
from conformance.exploration.causes import Cause, by_fingerprint, known_causes
from conformance.exploration.profile import Profile, profile
from conformance.report.scripts import folder_of
from conformance.report.writers import check_report_path
from conformance.tiers.check import Case
from conformance.tiers.tiers import cases, without_token
from pytest_milvus.errors import RemedyError

__all__ = ["SETTINGS", "Options", "Settings", "causes_for"]


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
    def strict_baseline(self) -> bool:
        """Whether a known cause that is fixed fails the run."""

    @property
    def partial(self) -> bool:
        """Whether the candidate means to offer only some methods."""

    @property
    def tier(self) -> Sequence[str]:
        """Only these tiers; all when empty."""

    @property
    def method(self) -> Sequence[str]:
        """Only these methods; all when empty."""

    @property
    def report(self) -> Sequence[str]:
        """Files to write."""

    @property
    def scripts(self) -> str:
        """Folder for the scripts of new divergences, ``auto`` or ``none``."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A run's settings.

    Attributes:
        candidate: Client under test.
        reference: Client that defines the behaviour.
        profile: How much to try.
        seed: Seed of everything generated.
        causes: The known causes.
        known: The same by fingerprint.
        cases: What to run.
        reports: Files that this process writes.
        left_out: Checks without a case, because the server asks for no token.
        partial: Whether what the candidate lacks is no divergence.
        strict: Whether a known cause that is fixed fails the run.
        strike: Takes the run's secrets out of a text.
        scripts: Where the scripts of new divergences go; ``None`` for nowhere.
    """

    candidate: Factory
    reference: Factory
    profile: Profile
    seed: int
    causes: Sequence[Cause]
    known: Mapping[str, Cause]
    cases: Sequence[Case]
    reports: Sequence[Path]
    left_out: Sequence[str] = ()
    partial: bool = False
    strict: bool = False
    strike: Callable[[str], str] = str
    scripts: Path | None = None

    @classmethod
    def of(
        cls,
        options: Options,
        seed: int,
        importing: Callable[[str], None],
        strike: Callable[[str], str] = str,
        *,
        writes: bool = True,
    ) -> Settings:
        """Resolve options.

        Args:
            options: The options.
            seed: Seed of everything generated.
            importing: Told what is about to be imported, and ``""`` when all is.
            strike: Strikes secrets from a text.
            writes: Whether this process writes the reports, and not another one that it works for.

        Raises:
            pytest_milvus.errors.RemedyError: One of them cannot be used.
        """
        reference = _imported(options.reference, importing)
        candidate = _imported(options.candidate, importing)
        importing("")
        causes = causes_for(options.baseline, candidate, reference)
        return cls(
            candidate,
            reference,
            profile(options.profile),
            seed,
            causes,
            by_fingerprint(causes),
            cases(options.tier, options.method, reference, token=bool(options.token)),
            [check_report_path(name) for name in options.report if writes],
            [] if options.token else without_token(options.tier),
            options.partial,
            options.strict_baseline,
            strike,
            folder_of(options.scripts, [Path(name) for name in options.report], Path.cwd()),
        )


def causes_for(choice: str, candidate: Factory, reference: Factory) -> Sequence[Cause]:
    """Return the known causes of two clients; what ships is known of pymilvus' own ones alone.

    Args:
        choice: ``auto``, ``none`` or a path.
        candidate: Client under test.
        reference: Client that defines the behaviour.

    Raises:
        pytest_milvus.errors.RemedyError: The file cannot be used.
    """
    own = candidate.is_of("pymilvus") and reference.is_of("pymilvus")
    ids = {case.id for case in cases(reference=reference)} if choice not in ("auto", "none") else ()
    return known_causes(choice, version("pymilvus") if own else None, ids)


def _imported(spec: str, importing: Callable[[str], None]) -> Factory:
    importing(spec)
    try:
        return resolve(spec)
    except (SystemExit, GeneratorExit) as error:
        why = f"{type(error).__name__}: {error}"
    except KeyboardInterrupt as error:
        if error.args and error.args[0] in signal.Signals.__members__:
            raise  # somebody wants the run to end
        why = f"it raised {type(error).__name__}"
    raise RemedyError(
        f"Importing the client {spec}",
        why,
        "let what the module does when it is run as a program stand behind `if __name__ == '__main__'`",
    )


SETTINGS = pytest.StashKey[Settings]()
"""Where the pytest configuration keeps the settings."""
