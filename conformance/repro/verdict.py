"""How a script ends, whatever it is about: with what both clients showed, and an exit status."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterable
from typing import Any

__all__ = ["conclude"]

AGREE, DIVERGE, UNTOLD = 0, 1, 125  # the last is what ``git bisect run`` skips


def conclude(compare: Callable[[], Iterable[Any]]) -> None:
    """Print what both clients showed, and end the process; a call that never returned does not hold it."""
    try:
        reference, candidate = compare()
        print("reference:", reference)
        print("candidate:", candidate)
        same = reference == candidate
        print("both agree" if same else "DIVERGENCE")
        status = AGREE if same else DIVERGE
    except ConnectionError as error:  # a client's own are among what it showed
        print("could not tell:", error)
        status = UNTOLD
    except BaseException:
        traceback.print_exc()
        print("could not tell")
        status = UNTOLD
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
