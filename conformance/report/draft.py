"""Files that a reader sees as they were or as they are, never half written."""

from __future__ import annotations

from pathlib import Path

__all__ = ["draft_of", "write_whole"]


def draft_of(path: Path) -> Path:
    """Return the name under which a file is written before it takes its own."""
    return path.with_name(f".{path.name}.draft")


def write_whole(path: Path, text: str) -> None:
    """Write a file; a reader sees the old one or the new one, and no draft stays behind.

    Raises:
        OSError: It cannot be written.
    """
    draft = draft_of(path)
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
