"""Work that may never return."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

__all__ = ["within"]


def within(seconds: float, work: Callable[[], Any], otherwise: Any) -> Any:
    """Return what work gives in a thread of its own, or something else if it has not returned after some seconds.

    Raises:
        BaseException: What the work raised.
    """
    shown: list[Any] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            shown.append(work())
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise failed[0]
    return shown[0] if shown else otherwise
