"""What other packages add: entry points, read in one way for every group.

The one rule: an entry point that cannot be used is an error that names it and says what to do; nothing is left out in
silence. Each group is asked for in one place, by the module that owns what is added.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import EntryPoint, EntryPoints, entry_points
from typing import TypeGuard, TypeVar

from pytest_milvus.errors import RemedyError

__all__ = ["CHECKS", "ENGINES", "METHODS", "REPORT_FORMS", "TIERS", "added", "added_names", "unusable"]

TIERS = "pytest_milvus.tiers"
"""Group of tiers: each entry point names a `conformance.tiers.tier.Tier` (loaded by `conformance.tiers.tiers`)."""

CHECKS = "pytest_milvus.checks"
"""Group of checks of a tier that there is: each names a `conformance.tiers.check.Check` (loaded there, too)."""

METHODS = "pytest_milvus.methods"
"""Group of methods' records: each names a tuple of `conformance.catalogue.Method` (`conformance.catalogue`)."""

ENGINES = "pytest_milvus.engines"
"""Group of engines: each names an `EngineKind` and has the engine's name (`pytest_milvus.engines.kinds`)."""

REPORT_FORMS = "pytest_milvus.report_forms"
"""Group of report forms: each names a function and has the form's suffix as name (`conformance.report.writers`)."""

T = TypeVar("T")


def added_names(group: str) -> tuple[str, ...]:
    """Return the names of a group's entry points in order, without importing what they name."""
    return tuple(sorted({point.name for point in entry_points(group=group)}))


def added(
    group: str, wanted: str, accepts: Callable[[object], TypeGuard[T]], *, only: str | None = None
) -> list[tuple[str, T]]:
    """Return what other packages add to a group, each with its entry point's name, in the order of the names.

    Args:
        group: The entry point group.
        wanted: What an entry point has to name, for messages: ``"a conformance.tiers.tier.Tier"``.
        accepts: Returns whether something is that.
        only: Load the entry points of this name alone.

    Raises:
        RemedyError: An entry point cannot be imported, or names something else.
    """
    points = sorted(_points(group, only), key=lambda point: (point.name, point.value))
    return [(point.name, _loaded(group, point, wanted, accepts)) for point in points]


def unusable(group: str, name: str, reason: str, remedy: str) -> RemedyError:
    """Return the error of an entry point that cannot be used.

    Args:
        group: Its group.
        name: Its name.
        reason: Why.
        remedy: What to do.
    """
    return RemedyError(f"Loading the entry point {name} of the group {group}", reason, remedy)


def _points(group: str, only: str | None) -> EntryPoints:
    return entry_points(group=group) if only is None else entry_points(group=group, name=only)


def _loaded(group: str, point: EntryPoint, wanted: str, accepts: Callable[[object], TypeGuard[T]]) -> T:
    try:
        value = point.load()
    except Exception as error:
        reason = f"{point.value} cannot be imported: {type(error).__name__}: {error}"
        remedy = "Mend the package that declares it, or uninstall it."
        raise unusable(group, point.name, reason, remedy) from error
    if not accepts(value):
        reason = f"{point.value} is of type {type(value).__name__}, and not {wanted}"
        raise unusable(group, point.name, reason, f"Let it name {wanted}.")
    return value
