"""What pymilvus keeps of an address after its last client was closed, for the whole process: connections, caches.

The one rule: only what belongs to one address is closed, and only by who knows that nobody uses it any more. A run
makes thousands of clients; what they leave behind would slow down each garbage collection until calls miss deadlines,
and when the system gives out a port again, a client there would know the schemas of the one before.
"""

from __future__ import annotations

import contextlib
import importlib
from typing import Any

__all__ = ["disconnect", "forget"]


async def disconnect(address: str, token: str | None = None) -> None:
    """Close what pymilvus keeps for an address, and forget its schemas; older releases keep nothing.

    To be called where the clients lived: async connections belong to a loop. Those that belong to another one, which
    may be closed, are only forgotten.

    Args:
        address: Host and port, for example ``127.0.0.1:40001``.
        token: Only connections with this token are closed, and no schema is forgotten.
    """
    if token is None:
        forget(address)
    try:
        module: Any = importlib.import_module("pymilvus.client.connection_manager")
        shared = module.ConnectionManager.get_instance()
        here = module.AsyncConnectionManager.get_instance()
    except (ImportError, AttributeError):
        return
    elsewhere = list(getattr(module.AsyncConnectionManager, "_instances", {}).values())
    for manager in {id(it): it for it in (shared, here, *elsewhere)}.values():
        kept = getattr(manager, "_registry", {})
        mine = [
            key
            for key, managed in kept.copy().items()  # at once: other threads, and finalizers, change it
            if managed.config.address == address and token in (None, managed.config.token)
        ]
        for key in mine:
            managed = kept.pop(key, None)
            if managed is None:
                continue  # somebody else forgot it meanwhile
            with contextlib.suppress(Exception):  # it may be broken; that was the test case
                if manager is shared:
                    managed.strategy.close(managed)
                elif manager is here:
                    await managed.strategy.close_async(managed)


def forget(address: str) -> None:
    """Remove what the caches of pymilvus hold for an address; there is no public way to name all of it.

    Args:
        address: Host and port.
    """
    try:
        caches: Any = importlib.import_module("pymilvus.client.cache").GlobalCache
    except (ImportError, AttributeError):
        return
    for name in ("schema", "collection_ts"):
        region = getattr(caches, name, None)
        held, lock = getattr(region, "_cache", None), getattr(region, "_lock", None)
        if held is None or lock is None:
            continue
        with lock:
            for key in [key for key in held if key[0] == address]:
                del held[key]
