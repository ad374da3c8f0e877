"""How a script ends, whatever it is about: with what both sides showed, and an exit status."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["conclude"]

AGREE, DIVERGE, UNTOLD = 0, 1, 125  # the last is what ``git bisect run`` skips


def conclude(compare: Callable[[], Mapping[str, Any]]) -> None:
    """Print what both sides showed, and end the process; a call that never returned does not hold it."""
    logging.disable(logging.CRITICAL)  # what clients say of failures is no news here
    try:
        sides = compare()
        for name, shown in sides.items():
            print(f"{name}:", shown)
        left, right = sides.values()
        print("both agree" if left == right else "DIVERGENCE")
        status = AGREE if left == right else DIVERGE
    except BaseException as error:  # a client's own are among what it showed
        if not isinstance(error, ConnectionError):  # which says all there is to say
            traceback.print_exc()
        print("could not tell:", error)
        status = UNTOLD
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
