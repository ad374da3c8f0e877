"""What happens at one address: the script that is followed, and what was asked so far."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pytest_milvus.mock_server.request import Request
from pytest_milvus.mock_server.script import Answer, Script

__all__ = ["RequestLog"]

EVER = 1e9
"""Seconds, more than any caller means by a deadline."""


class RequestLog:
    """A script and the requests that came while it was followed; safe to use from many threads.

    Args:
        script: What is answered.
    """

    def __init__(self, script: Script) -> None:
        self._script = script
        self._requests: list[Request] = []
        self._positions: Counter[str] = Counter()
        self._changed = threading.Condition()
        self._held: set[threading.Event] = set()

    @property
    def requests(self) -> tuple[Request, ...]:
        """What was asked, in order of arrival."""
        with self._changed:
            return tuple(self._requests)

    def follow(self, script: Script) -> None:
        """Answer by another script from now on; calls are counted afresh."""
        with self._changed:
            self._script, self._positions = script, Counter()

    def hold(self, ended: threading.Event, seconds: float) -> bool:
        """Wait before an answer; return whether something ended the wait: its caller, who hung up, or `release`."""
        self._held.add(ended)
        try:
            return ended.wait(seconds)
        finally:
            self._held.discard(ended)

    def release(self) -> None:
        """End every wait before an answer."""
        for ended in tuple(self._held):
            ended.set()

    def arrived(self, rpc: str, message: Any, context: Any) -> tuple[int, Answer | None]:
        """Note a request; return its place among all requests, and what the script answers."""
        metadata = tuple((key, _text(value)) for key, value in context.invocation_metadata())
        with self._changed:
            position = self._positions[rpc]
            self._positions[rpc] += 1
            self._requests.append(
                Request(rpc, message, metadata, _left(context), position, arrived=time.monotonic())
            )
            self._changed.notify_all()
            return len(self._requests) - 1, self._script.answer(rpc, position)

    def note(self, place: int, **outcome: Any) -> None:
        """Note what became of the request at a place."""
        with self._changed:
            self._requests[place] = replace(self._requests[place], **outcome)
            self._changed.notify_all()

    def wait_for(self, condition: Callable[[], object], timeout: float) -> bool:
        """Return whether a condition on the requests came true within some seconds."""
        end = time.monotonic() + timeout
        with self._changed:
            while not condition():
                if not self._changed.wait(end - time.monotonic()):
                    return bool(condition())
        return True


def _left(context: Any) -> float | None:
    seconds = context.time_remaining()
    # gRPC tells a call without a deadline that hundreds of years remain.
    return None if seconds is None or seconds > EVER else float(seconds)


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
