"""A connection that is a client's own, in every release of pymilvus.

The one rule: what one test does to its client (close it, lose its server) reaches no other client.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any
from uuid import uuid4

__all__ = ["private_connection"]


def private_connection() -> dict[str, Any]:
    """Return the keyword arguments that keep a client from sharing its connection.

    pymilvus 3 shares asynchronous connections by ``id(loop)``, which a new loop can inherit from a closed
    one, and leaves a shared channel open when its clients are closed; pymilvus 2.5.5 to 2.6 closes a shared
    connection under the other clients; earlier releases share nothing.
    """
    if find_spec("pymilvus.client.connection_manager"):
        return {"dedicated": True}
    if find_spec("pymilvus.milvus_client._utils"):
        return {"alias": uuid4().hex}
    return {}
