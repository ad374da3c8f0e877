"""The Milvus server that a script works with: that of whoever runs it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from conformance.repro.deadline import within

__all__ = ["address", "connected"]

PATIENCE = 30.0  # seconds that a server has to let a client in
START = "start one (pip install milvus-lite; milvus-lite server --data-dir data) or set MILVUS_URI and MILVUS_TOKEN"


def address() -> dict[str, str]:
    """Return what a client is made with."""
    uri = os.environ.get("MILVUS_URI", "http://localhost:19530")
    return {"uri": uri, "token": os.environ.get("MILVUS_TOKEN", "")}


def connected(make: Callable[..., Any]) -> Any:
    """Return a client that prepares and looks.

    Raises:
        ConnectionError: There is no server that lets it in; then nothing can be told of any client.
    """
    why = f"no answer in {PATIENCE:g} s"
    try:
        client = within(PATIENCE, lambda: make(**address()), None)
    except Exception as error:
        client, why = None, " ".join(str(error).split())
    if client is None:
        msg = f"no Milvus server at {address()['uri']}; {START} ({why})"
        raise ConnectionError(msg)
    return client
