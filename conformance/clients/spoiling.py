"""What a caller may do with a result: change it.

The one rule: what a client returns is the caller's own; a client that hands out what it keeps answers wrongly later.
"""

from __future__ import annotations

import contextlib
from typing import Any

__all__ = ["spoil"]


def spoil(value: Any) -> None:
    """Take out what is in the lists and dictionaries of a result, however deep; what cannot be changed stays."""
    if isinstance(value, (list, dict)):
        for item in [*(value.values() if isinstance(value, dict) else value)]:
            spoil(item)
        with contextlib.suppress(Exception):
            value.clear()
