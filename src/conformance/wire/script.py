"""Scripts: what a wire server answers, as values that can be stored, shrunk and printed.

The one rule: a script decides every answer; the server adds nothing that depends on the clock or on chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Abort", "Answer", "Drop", "Late", "Refusal", "Reply", "Rule", "Script"]


@dataclass(frozen=True, slots=True)
class Reply:
    """Answer with exactly this message.

    Attributes:
        data: The serialised response message; for a streaming RPC, each one of several.
    """

    data: tuple[bytes, ...]

    @classmethod
    def of(cls, *messages: Any) -> Reply:
        """Return the reply with these protobuf messages (one, unless the RPC streams)."""
        return cls(tuple(message.SerializeToString() for message in messages))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Answer as the world would, but with a failing status in the answer (many Milvus errors travel so).

    Attributes:
        code: ``Status.code``, for example 100 (collection not found) or 8 (rate limit).
        reason: ``Status.reason``.
        error_code: Legacy ``Status.error_code``, for example 1 (UnexpectedError), 49 (RateLimit).
        retriable: ``Status.retriable``.
    """

    code: int
    reason: str = "refused by the script"
    error_code: int = 1
    retriable: bool = False


@dataclass(frozen=True, slots=True)
class Abort:
    """End the RPC with a gRPC status, for example ``UNAVAILABLE`` or ``UNIMPLEMENTED``."""

    code: str
    details: str = "aborted by the script"


@dataclass(frozen=True, slots=True)
class Drop:
    """End the RPC as a broken connection does: gRPC tells its caller ``UNAVAILABLE``, ``Socket closed``."""


@dataclass(frozen=True, slots=True)
class Late:
    """Wait before answering; a caller that hangs up earlier ends the wait.

    Attributes:
        seconds: How long.
        answer: What then, ``None`` for the world's answer.
    """

    seconds: float
    answer: Reply | Refusal | Abort | Drop | None = None


Answer = Reply | Refusal | Abort | Drop | Late


@dataclass(frozen=True, slots=True)
class Rule:
    """What is answered to one RPC.

    Attributes:
        rpc: Its name, for example ``Search``.
        answer: The answer.
        skip: Calls of the RPC that the rule lets pass first.
        times: Calls that it then answers, ``None`` for all.
    """

    rpc: str
    answer: Answer
    skip: int = 0
    times: int | None = None

    def applies(self, position: int) -> bool:
        """Return whether the rule answers the call at a position, counted from 0 for each RPC."""
        return position >= self.skip and (self.times is None or position < self.skip + self.times)


@dataclass(frozen=True, slots=True)
class Script:
    """All answers of a server: the first rule that applies, else the world's answer (`conformance.wire.world`)."""

    rules: tuple[Rule, ...] = ()

    def answer(self, rpc: str, position: int) -> Answer | None:
        """Return the answer to a call, ``None`` where the world's is meant."""
        return next((rule.answer for rule in self.rules if rule.rpc == rpc and rule.applies(position)), None)
