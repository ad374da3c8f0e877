"""Answers that say that work still goes on: the opposite of what `pytest_milvus.mock_server.default_answers` says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["WORK", "leave_unfinished"]


def leave_unfinished(rpc: str, message: Any) -> None:
    """Change the answer of an RPC so that it tells of the same work, unfinished.

    Args:
        rpc: One of `WORK`.
        message: The protobuf message.
    """
    _SPOILS[rpc](message)


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

WORK = tuple(_SPOILS)
"""The RPCs whose answers tell of work."""
