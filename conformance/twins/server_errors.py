"""A server's own errors: what a server says that cannot do its work, whatever a client asks of it.

The one rule: an error stands in this table only if no call causes it, so that a client that is told of it has been told
nothing about itself, and neither has whoever compares it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from conformance.model import Outcome, Raised
from pytest_milvus.errors import RemedyError

__all__ = ["SERVER_ERRORS", "ServerError", "SickServerError", "require_health", "server_error"]

_WORDS = 300
"""Characters that are kept of what a server says."""


class SickServerError(RemedyError):
    """The server cannot do its work."""


@dataclass(frozen=True, slots=True)
class ServerError:
    """A kind of error that is the server's own.

    Attributes:
        name: What is wrong with the server.
        words: Pattern of what it says then, in any case of letters.
        reason: Why no call causes it.
    """

    name: str
    words: str
    reason: str


SERVER_ERRORS = (
    ServerError(
        "it has no room for its data",
        r"no space left on device|errno 28\b|disk quota exceeded|errno 122\b|disk limit exceeded",
        "ENOSPC and EDQUOT are about the disk of the server, and so is merr.ErrServiceDiskLimitExceeded of Milvus",
    ),
    ServerError(
        "it cannot write or read its data",
        r"read-only file system|errno 30\b|input/output error|errno 5\b",
        "EROFS and EIO are about the disk of the server",
    ),
    ServerError(
        "it has no memory left",
        r"cannot allocate memory|errno 12\b|\bstd::bad_alloc\b|memory limit exceeded|\bmemoryerror\b",
        "ENOMEM, bad_alloc and merr.ErrServiceMemoryLimitExceeded: the calls of a run are small",
    ),
    ServerError(
        "it may open no more files",
        r"too many open files|errno 2[34]\b",
        "ENFILE and EMFILE are about the limits of the server's process",
    ),
    ServerError(
        "it is not ready",
        r"\bservice not ready\b|\bservice unavailable\b",
        "merr.ErrServiceNotReady and ErrServiceUnavailable: a part of Milvus has not started, or is gone",
    ),
)
"""Every kind. An internal error is none by itself: Milvus and Milvus Lite call mistakes in a call so, too."""

_KINDS = tuple((re.compile(kind.words, re.IGNORECASE), kind) for kind in SERVER_ERRORS)


def server_error(outcome: Outcome) -> str:
    """Return what is wrong with the server and what it says, ``""`` where an outcome does not tell of it."""
    if not isinstance(outcome, Raised):
        return ""
    for words, kind in _KINDS:
        if words.search(outcome.message):
            said = " ".join(outcome.message.split())
            return f"{kind.name}; it says: {said if len(said) <= _WORDS else f'{said[: _WORDS - 1]}…'}"
    return ""


def require_health(outcome: Outcome, what: object) -> None:
    """Do nothing unless an outcome is an error of the server itself.

    Args:
        outcome: What a client was given.
        what: What it asked for.

    Raises:
        SickServerError: It is one.
    """
    wrong = server_error(outcome)
    if wrong:
        raise SickServerError(
            f"Comparing the clients with {getattr(what, 'method', 'a call')}",
            f"the server is not well: {wrong}",
            "mend the server, and run this again",
        )
