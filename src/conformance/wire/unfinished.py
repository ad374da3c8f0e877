"""Answers that say that work still goes on: the opposite of what `conformance.wire.world` says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from conformance.wire.script import Reply
from conformance.wire.service import rpcs
from conformance.wire.world import default_answer

__all__ = ["unfinished"]


def unfinished(rpc: str) -> Reply | None:
    """Return an answer that tells unfinished work, ``None`` for an RPC that tells of no work."""
    spoil = _SPOILS.get(rpc)
    if spoil is None or rpc not in rpcs():
        return None
    message = default_answer(rpc, rpcs()[rpc].request())
    spoil(message)
    return Reply.of(message)


def _half(message: Any) -> None:
    for name in ("progress", "refresh_progress"):
        if name in message.DESCRIPTOR.fields_by_name:
            setattr(message, name, 50)


def _not_flushed(message: Any) -> None:
    message.flushed = False


def _building(message: Any) -> None:
    for item in message.index_descriptions:
        item.state = 2  # IndexState.InProgress


def _executing(message: Any) -> None:
    message.state = 1  # CompactionState.Executing


_SPOILS: Mapping[str, Callable[[Any], None]] = {
    "GetLoadingProgress": _half,
    "GetFlushState": _not_flushed,
    "GetFlushAllState": _not_flushed,
    "DescribeIndex": _building,
    "GetCompactionState": _executing,
}
