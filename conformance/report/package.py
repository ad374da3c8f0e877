"""Which code a client is of: the version of its package, where it lies, and a hash of it.

The one rule: nothing is imported, and no path tells whose home it lies in.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.machinery import PathFinder
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from pathlib import Path

__all__ = ["package_of"]


@cache
def package_of(spec: str) -> dict[str, str]:
    """Return what there is to tell of the package of a client.

    Args:
        spec: ``MODULE:FACTORY``.

    Returns:
        ``package``, its ``version``, its ``path`` (``~`` for the home folder) and ``code``, a hash of its Python files;
        the last three are ``""`` where they are not known. Two packages with the same ``code`` are the same code.
    """
    name = spec.partition(":")[0].partition(".")[0]
    place = _place(name)
    return {
        "package": name,
        "version": _version(name),
        "path": "" if place is None else _shown(place),
        "code": "" if place is None else _hash(place),
    }


def _place(name: str) -> Path | None:
    try:
        found = PathFinder.find_spec(name)
    except (ImportError, ValueError):
        return None
    if found is None:
        return None
    for folder in found.submodule_search_locations or ():
        return Path(folder)
    return Path(found.origin) if found.origin else None


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        # To find a distribution of another name, all that is installed is read.
        owners = packages_distributions().get(name, ())
    return version(owners[0]) if owners else ""


def _shown(place: Path) -> str:
    try:
        return str(Path("~") / place.relative_to(Path.home()))
    except (ValueError, RuntimeError):  # it lies elsewhere, or there is no home
        return str(place)


def _hash(place: Path) -> str:
    total = hashlib.sha256()
    try:
        files = sorted(place.rglob("*.py")) if place.is_dir() else [place]
        for path in files:
            total.update(path.relative_to(place).as_posix().encode() + b"\0")
            total.update(hashlib.sha256(path.read_bytes()).digest())
    except OSError:
        return ""
    return total.hexdigest()[:16]
