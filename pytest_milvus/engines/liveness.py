"""Whether a server is alive: it exists, and a real RPC is answered within a bound that waits for it.

The one rule: a server that runs and answers late has not died. On a busy machine a connection alone may take
seconds, so nothing but the end of the process, or silence for the whole bound, counts as death.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from pytest_milvus.engines.connection import REFUSALS, Connection, UnansweredError

__all__ = ["PATIENCE", "Liveness", "answers"]

PATIENCE = 30.0
"""Seconds that a server which exists may take to answer."""

_IMPATIENCE = 2.0
"""Seconds that a server gets which was silent for the whole bound when it was last asked."""

_PAUSE = 0.05
"""Seconds between two questions to a server that says that it is not ready."""


class Liveness:
    """What is known of one server's life.

    Args:
        exists: Whether the server's process may still run; asked again and again while an answer is awaited.
        patience: Seconds until silence counts as death.
    """

    def __init__(self, exists: Callable[[], bool] = lambda: True, patience: float = PATIENCE) -> None:
        self._exists, self._patience = exists, patience
        self._was_silent = False

    def check(self, uri: str, token: str = "") -> bool:
        """Return whether the server exists and answers.

        A server that was silent last time is not waited for as long again: after a death many ask.
        """
        patience = min(self._patience, _IMPATIENCE) if self._was_silent else self._patience
        self._was_silent = not answers(uri, token, patience=patience, exists=self._exists)
        return not self._was_silent


def answers(
    uri: str, token: str = "", *, patience: float = PATIENCE, exists: Callable[[], bool] = lambda: True
) -> bool:
    """Return whether a server answers GetVersion; a refusal of the token is an answer.

    Args:
        uri: Its address.
        token: Its token, ``""`` for none.
        patience: Seconds to wait for a connection and an answer.
        exists: Ends the waiting when it returns ``False``.
    """
    deadline = time.monotonic() + patience
    with Connection(uri, token) as connection:
        while (left := deadline - time.monotonic()) > 0:
            try:
                connection.version(left, patient=True, meanwhile=exists)
                return True
            except UnansweredError as error:
                if error.code in REFUSALS:
                    return True
            if not exists():
                break
            time.sleep(_PAUSE)
    return False
