"""Connections that pymilvus keeps open, for the whole process, after the last client of an address was closed.

The one rule: only what belongs to one address is closed, and only by who knows that nobody uses it any more. A run
makes thousands of clients; what they leave behind would slow down each garbage collection until calls miss deadlines.
"""

from __future__ import annotations

import contextlib
import importlib
from typing import Any

__all__ = ["disconnect"]


async def disconnect(address: str) -> None:
    """Close what pymilvus' connection managers keep for an address; older releases keep nothing.

    To be called where the clients lived: async connections belong to a loop. Those that belong to another one, which
    may be closed, are only forgotten.

    Args:
        address: Host and port, for example ``127.0.0.1:40001``.
    """
    try:
        module: Any = importlib.import_module("pymilvus.client.connection_manager")
        shared = module.ConnectionManager.get_instance()
        here = module.AsyncConnectionManager.get_instance()
    except (ImportError, AttributeError):
        return
    elsewhere = list(getattr(module.AsyncConnectionManager, "_instances", {}).values())
    for manager in {id(it): it for it in (shared, here, *elsewhere)}.values():
        kept = getattr(manager, "_registry", {})
        for key in [key for key, managed in list(kept.items()) if managed.config.address == address]:
            managed = kept.pop(key)
            with contextlib.suppress(Exception):  # it may be broken; that was the trial
                if manager is shared:
                    managed.strategy.close(managed)
                elif manager is here:
                    await managed.strategy.close_async(managed)
