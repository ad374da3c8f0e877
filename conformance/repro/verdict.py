"""How a script ends, whatever it is about: with what both clients showed, and an exit status."""

from __future__ import annotations

import operator
import os
import sys
import traceback
from collections.abc import Callable, Iterable
from typing import Any

__all__ = ["conclude"]

AGREE, DIVERGE, UNTOLD = 0, 1, 125  # the last is what ``git bisect run`` skips


def conclude(
    compare: Callable[[], Iterable[Any]],
    alike: Callable[[Any, Any], bool] = operator.eq,
    names: tuple[str, str] = ("reference", "candidate"),
) -> None:
    """Print what both sides showed, and end the process; a call that never returned does not hold it."""
    try:
        left, right = compare()
        for name, shown in zip(names, (left, right), strict=True):
            print(f"{name}:", shown)
        same = alike(left, right)
        print("both agree" if same else "DIVERGENCE")
        status = AGREE if same else DIVERGE
    except BaseException:
        traceback.print_exc()
        print("could not tell")
        status = UNTOLD
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
