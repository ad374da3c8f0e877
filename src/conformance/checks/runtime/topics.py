"""The checks of the runtime tier."""

from __future__ import annotations

from conformance.checks.registry import check
from conformance.checks.runtime import plans
from conformance.checks.runtime.check import RuntimeCheck

__all__ = ["CANCELLATION", "LIFECYCLE", "LOOP", "TIMEOUT"]

LOOP = check(
    RuntimeCheck(
        "loop",
        "``runtime.loop``: the event loop is never blocked.\n\n"
        "While every answer is late, no step of the client's takes long: while it is made, connects, calls, waits, and "
        "is closed.",
        plans.loop,
    )
)
TIMEOUT = check(
    RuntimeCheck(
        "timeout",
        "``runtime.timeout``: a timeout is honoured.\n\n"
        "The server is silent in an RPC of the call. The call ends in time, with the exception that the synchronous "
        "client raises.",
        plans.timeout,
    )
)
CANCELLATION = check(
    RuntimeCheck(
        "cancellation",
        "``runtime.cancellation``: a call can be cancelled, and the client still works.\n\n"
        "While the server has an RPC of the call: ``CancelledError`` arrives at once and is not swallowed, the server "
        "is told, no task stays behind, and the next call returns.",
        plans.cancellation,
    )
)
LIFECYCLE = check(
    RuntimeCheck(
        "lifecycle",
        "``runtime.lifecycle``: a client ends when it is closed.\n\n"
        "After a call and a close no task is left; a second close and a call after it end as they do with the "
        "synchronous client.",
        plans.lifecycle,
    )
)
