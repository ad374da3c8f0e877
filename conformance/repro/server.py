"""The Milvus server that a script works with: that of whoever runs it."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from typing import Any

from conformance.repro.deadline import within

__all__ = ["address", "connected"]

PATIENCE = 30.0
"""Seconds that a server has to let a client in."""


def address() -> dict[str, str]:
    """Return what a client is made with."""
    uri = os.environ.get("MILVUS_URI", "http://localhost:19530")
    return {"uri": uri, "token": os.environ.get("MILVUS_TOKEN", "")}


def connected(make: Callable[..., Any]) -> Any:
    """Return a client that prepares and looks.

    Raises:
        ConnectionError: There is no server that lets it in; then nothing can be told of any client.
    """
    logging.disable(logging.CRITICAL)  # what clients log of failures is no news here
    why = f"no answer in {PATIENCE:g} s"
    try:
        client = within(PATIENCE, lambda: make(**address()), None)
    except Exception as error:
        client, why = None, " ".join(str(error).split())
    if client is None:
        uri = address()["uri"]
        msg = f"no Milvus server at {uri}, set MILVUS_URI (and MILVUS_TOKEN) to one that runs: {why}"
        raise ConnectionError(msg)
    return client
