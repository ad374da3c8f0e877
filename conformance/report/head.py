"""The head of a report: what was compared, by what, where."""

from __future__ import annotations

import platform
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from conformance.report.package import package_of

__all__ = ["head"]

_PACKAGES = ("pytest-milvus", "pymilvus", "grpcio", "hypothesis")


def head(
    candidate: str,
    reference: str,
    seed: int,
    profile: str,
    engine: Mapping[str, Any] | None = None,
    tiers: Sequence[str] = (),
    certain: Sequence[str] = (),
    causes: Sequence[Mapping[str, Any]] = (),
    *,
    partial: bool = False,
    equalities: Sequence[str] = (),
) -> dict[str, Any]:
    """Return what stands at the head of a report, without importing any of it.

    Args:
        candidate: ``MODULE:FACTORY`` of the client under test.
        reference: ``MODULE:FACTORY`` of the client that defines the behaviour.
        seed: Seed of everything generated.
        profile: Name of the profile.
        engine: What is known of the engine, nothing where it was not started.
        tiers: Names of the tiers, in the order in which they run.
        certain: Checks, without method, in which a known divergence shows for certain; in others it is chance.
        causes: Every known cause, as JSON; a report document keeps those that its run is about.
        partial: Whether the candidate means to offer only some methods.
        equalities: What the candidate's author declares to be equal, in words.
    """
    return {
        "environment": {
            "python": platform.python_version(),
            "platform": sys.platform,
            **{name: _version(name) for name in _PACKAGES},
            "candidate": package_of(candidate),
            "reference": package_of(reference),
        },
        "candidate": {"factory": candidate},
        "reference": {"factory": reference},
        "engine": engine or {"name": "none", "version": "not started"},
        "seed": seed,
        "profile": profile,
        "partial": partial,
        "equalities": list(equalities),
        "tiers": list(tiers),
        "certain": list(certain),
        "causes": list(causes),
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
