"""The one way to the files of ``fixtures/``: from a checkout, an editable install and a wheel alike."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["data_files", "data_path", "load_toml"]


@cache
def _root() -> Path:
    package = Path(__file__).resolve().parent
    bundled = package / "_fixtures"  # put there by the wheel build, see pyproject.toml
    return bundled if bundled.is_dir() else package.parent / "fixtures"


def data_path(*parts: str) -> Path:
    """Return the path of one data file.

    Args:
        *parts: Path below ``fixtures/``, for example ``"datasets", "small.toml"``.

    Raises:
        FileNotFoundError: No such file; the message lists what the folder has.
    """
    path = _root().joinpath(*parts)
    if not path.is_file():
        siblings = sorted(p.name for p in path.parent.glob("*")) if path.parent.is_dir() else []
        msg = f"no data file {'/'.join(parts)}; there are: {', '.join(siblings) or 'none'}"
        raise FileNotFoundError(msg)
    return path


def data_files(folder: str, suffix: str = ".toml") -> list[Path]:
    """Return the data files of one folder of ``fixtures/``, sorted by name."""
    return sorted(_root().joinpath(folder).glob(f"*{suffix}"))


def load_toml(path: Path) -> Mapping[str, Any]:
    """Parse a TOML file (``tomllib.TOMLDecodeError`` and ``OSError`` reach the caller)."""
    with path.open("rb") as file:
        return tomllib.load(file)
