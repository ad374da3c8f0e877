"""Exit statuses of the command that are no verdict's."""

from __future__ import annotations

__all__ = ["DONE", "USAGE"]

DONE = 0
USAGE = 2
"""Wrong usage: an option, a file or a client that cannot be used."""
