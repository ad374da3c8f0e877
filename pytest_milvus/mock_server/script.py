"""Scripts: what a wire server answers, as values that can be stored, shrunk and printed.

The one rule: a script decides every answer; the server adds nothing that depends on the clock or on chance. What it
cannot mean is refused when it is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import grpc

from pytest_milvus.errors import RemedyError
from pytest_milvus.mock_server.service import Rpc, has_status, rpcs
from pytest_milvus.mock_server.unfinished import WORK

__all__ = [
    "TABULAR",
    "Abort",
    "Answer",
    "Drop",
    "Full",
    "Late",
    "Refusal",
    "Reply",
    "Rule",
    "Script",
    "Unfinished",
]


TABULAR = ("HybridSearch", "Query", "Search")
"""RPCs that find rows."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Answer with exactly this message.

    Attributes:
        data: The serialised response message; for a streaming RPC, each one of several.
        type: Full name of the message's type, if it is known.
    """

    data: tuple[bytes, ...]
    type: str = ""

    @classmethod
    def of(cls, *messages: Any) -> Reply:
        """Return the reply with these protobuf messages (one, unless the RPC streams)."""
        kinds = ", ".join(sorted({message.DESCRIPTOR.full_name for message in messages}))
        return cls(tuple(message.SerializeToString() for message in messages), kinds)


@dataclass(frozen=True, slots=True)
class Full:
    """Answer as the world would, if its collections had so many rows.

    Attributes:
        rows: How many; each found by every query and search.
    """

    rows: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Answer as the world would, but with a failing status in the answer (many Milvus errors travel so).

    Attributes:
        code: ``Status.code``, for example 100 (collection not found) or 8 (rate limit).
        reason: ``Status.reason``.
        error_code: Legacy ``Status.error_code``, for example 1 (UnexpectedError), 49 (RateLimit).
        retriable: ``Status.retriable``.
        input_error: Whether the status says, as newer servers do, that the request itself is wrong.
    """

    code: int
    reason: str = "refused by the script"
    error_code: int = 1
    retriable: bool = False
    input_error: bool = False


@dataclass(frozen=True, slots=True)
class Abort:
    """End the RPC with a gRPC status.

    Attributes:
        code: Its name, for example ``UNAVAILABLE`` or ``UNIMPLEMENTED``.
        details: The text that goes with it.

    Raises:
        pytest_milvus.errors.RemedyError: There is no such code, or it is not an error.
    """

    code: str
    details: str = "aborted by the script"

    def __post_init__(self) -> None:
        codes = [code.name for code in grpc.StatusCode if code is not grpc.StatusCode.OK]
        if self.code not in codes:
            raise RemedyError(
                f"Scripting the gRPC status {self.code!r}",
                "no RPC can fail with it",
                f"choose among: {', '.join(codes)}",
            )


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Answer as the world would, but that the work asked for still goes on: loading, flushing, building, compacting."""


@dataclass(frozen=True, slots=True)
class Drop:
    """Break the connection on which the request came, together with all other calls on it."""


@dataclass(frozen=True, slots=True)
class Late:
    """Wait before answering; a caller that hangs up earlier ends the wait.

    Attributes:
        seconds: How long.
        answer: What then, ``None`` for the world's answer.

    Raises:
        pytest_milvus.errors.RemedyError: The wait is negative, or the answer is late itself.
    """

    seconds: float
    answer: Reply | Full | Refusal | Abort | Drop | Unfinished | None = None

    def __post_init__(self) -> None:
        if self.seconds < 0 or isinstance(self.answer, Late):
            raise RemedyError(
                f"Scripting an answer after {self.seconds} s",
                "a wait is one number of seconds, not below 0",
                "use one Late with the whole wait",
            )


Answer = Reply | Full | Refusal | Abort | Drop | Unfinished | Late


@dataclass(frozen=True, slots=True)
class Rule:
    """What is answered to one RPC.

    Attributes:
        rpc: Its name, for example ``Search``.
        answer: The answer.
        skip: Calls of the RPC that the rule lets pass first.
        times: Calls that it then answers, ``None`` for all.

    Raises:
        pytest_milvus.errors.RemedyError: There is no such RPC, or it cannot be answered so.
    """

    rpc: str
    answer: Answer
    skip: int = 0
    times: int | None = None

    def __post_init__(self) -> None:
        if self.rpc not in rpcs():
            near = get_close_matches(self.rpc, rpcs()) or rpcs()
            raise RemedyError(
                f"Scripting the RPC {self.rpc!r}",
                "the installed pymilvus has no such RPC",
                f"choose among: {', '.join(near)}",
            )
        answer = self.answer.answer if isinstance(self.answer, Late) else self.answer
        if isinstance(answer, Reply):
            _check_reply(rpcs()[self.rpc], answer)
        if isinstance(answer, Full) and self.rpc not in TABULAR:
            raise RemedyError(
                f"Scripting many rows for {self.rpc}", "it finds none", f"choose among: {', '.join(TABULAR)}"
            )
        if isinstance(answer, Refusal) and not has_status(rpcs()[self.rpc].response):
            raise RemedyError(
                f"Scripting a failing status for {self.rpc}",
                "its response has no status",
                "use Abort to let the RPC itself fail",
            )
        if isinstance(answer, Unfinished) and self.rpc not in WORK:
            raise RemedyError(
                f"Scripting unfinished work for {self.rpc}",
                "its response tells of no work",
                f"choose among: {', '.join(WORK)}",
            )

    def applies(self, position: int) -> bool:
        """Return whether the rule answers the call at a position, counted from 0 for each RPC."""
        return position >= self.skip and (self.times is None or position < self.skip + self.times)


@dataclass(frozen=True, slots=True)
class Script:
    """All answers of a server: the first rule that applies, else that of `default_answers`."""

    rules: tuple[Rule, ...] = ()

    @property
    def drops(self) -> bool:
        """Whether it breaks connections."""
        answers = [rule.answer for rule in self.rules]
        return any(isinstance(it.answer if isinstance(it, Late) else it, Drop) for it in answers)

    def answer(self, rpc: str, position: int) -> Answer | None:
        """Return the answer to a call, ``None`` where the world's is meant."""
        return next((rule.answer for rule in self.rules if rule.rpc == rpc and rule.applies(position)), None)


def _check_reply(rpc: Rpc, reply: Reply) -> None:
    wanted = rpc.response.DESCRIPTOR.full_name
    if reply.type not in ("", wanted):
        raise RemedyError(
            f"Scripting a reply to {rpc.name}",
            f"it is answered with {wanted}, not with {reply.type}",
            f'make the message with rpcs()["{rpc.name}"].response(...)',
        )
    if len(reply.data) != 1 and not rpc.streams_out:
        raise RemedyError(
            f"Scripting a reply to {rpc.name}",
            f"it is answered with one message, not with {len(reply.data)}",
            "give Reply.of one message",
        )
