"""Ports that were given to clients of this process.

The one rule: a port does not come again while a client may remember it. pymilvus keeps schemas and timestamps of 4,096
collections by address (`pymilvus.client.cache`), and the system gives a free port again at any time.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable

__all__ = ["GIVEN", "Ports"]

REMEMBERED = 6_000
"""Ports that do not come again, the youngest. The system has 28,000 to give (``ip_local_port_range``), but gives odd
ones while it can: with 12,000 remembered, all 40 that a server asks for were known once in 600 times."""


class Ports:
    """Remembers the ports that were given last; safe to use from many threads.

    Args:
        remembered: How many.
    """

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._remembered = remembered
        self._given: dict[int, None] = {}
        self._lock = threading.Lock()

    def give(self, port: int) -> int:
        """Note that a port is given, and return it."""
        with self._lock:
            self._given.pop(port, None)
            self._given[port] = None
            while len(self._given) > self._remembered:
                del self._given[next(iter(self._given))]
        return port

    def __contains__(self, port: int) -> bool:
        """Whether a port is remembered."""
        return port in self._given

    def fresh(self, ports: Iterable[int]) -> list[int]:
        """Return those of some ports that nobody remembers; if there are none, those given longest ago come first."""
        with self._lock:
            ages = {port: age for age, port in enumerate(self._given)}
        some = sorted(set(ports))
        return [port for port in some if port not in ages] or sorted(some, key=ages.__getitem__)


GIVEN = Ports()
"""What every server of this process gave: what clients keep by address, they keep for the process."""
