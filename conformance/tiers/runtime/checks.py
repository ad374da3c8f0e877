"""The checks of the runtime tier."""

from __future__ import annotations

from conformance.tiers.runtime import plans
from conformance.tiers.runtime.check import RuntimeCheck

__all__ = [
    "CANCELLATION",
    "COMPLETION",
    "CONCURRENCY",
    "DEBUG",
    "LIFECYCLE",
    "LOOP",
    "RECONNECTION",
    "RETRY",
    "TIMEOUT",
]

LOOP = RuntimeCheck(
    "loop",
    "``runtime.loop``: the event loop is never blocked.\n\n"
    "While every answer is late, no step of the client's takes long: while it is made, connects, calls, waits, and "
    "is closed. A call that never returns at all is told here.",
    plans.loop.plan,
)
TIMEOUT = RuntimeCheck(
    "timeout",
    "``runtime.timeout``: a timeout is honoured.\n\n"
    "The server is silent in an RPC of the call, its work has no end, or it is down, silent or slow when the "
    "client connects. The call ends in time, with the exception that the synchronous client raises. Whether the "
    "timeout is one for all answers shows where all are late; 0 is no time, and without a timeout the call waits.",
    plans.timeout.plan,
)
CANCELLATION = RuntimeCheck(
    "cancellation",
    "``runtime.cancellation``: a call can be cancelled, and the client still works.\n\n"
    "While the server has an RPC of the call, or the client connects, by ``cancel()``, ``wait_for``, "
    "``asyncio.timeout`` or a sibling in a ``TaskGroup`` that fails: ``CancelledError`` arrives at once and is not "
    "swallowed, the server is told, no task stays behind, and the next call returns.",
    plans.cancellation.plan,
)
CONCURRENCY = RuntimeCheck(
    "concurrency",
    "``runtime.concurrency``: calls made together are calls made one after the other.\n\n"
    "On a new client, the first calls included, of one method and, two hundred, of many: each gets the result that "
    "it gets alone, its request id stays with it, as does the database of one of two clients, and one connection "
    "is made for all.",
    plans.concurrency.plan,
)
RETRY = RuntimeCheck(
    "retry",
    "``runtime.retry``: what passes is tried again, as often as the synchronous client does.\n\n"
    "An RPC of the call is UNAVAILABLE, over a rate limit, or meets another schema, a few times. The call ends in "
    "the same way, after as many attempts, in a comparable time.",
    plans.retry.plan,
)
RECONNECTION = RuntimeCheck(
    "reconnection",
    "``runtime.reconnection``: a client survives a restart of its server.\n\n"
    "The server goes down and comes back at the same address, between two calls or during one. The call in flight "
    "returns or fails in a documented way, never with ``CancelledError``; within seconds calls return.",
    plans.reconnection.plan,
)
LIFECYCLE = RuntimeCheck(
    "lifecycle",
    "``runtime.lifecycle``: a client ends when it is closed.\n\n"
    "After a call and a close no task is left; a second close and a call after it end as they do with the "
    "synchronous client. Of two clients of one address one can be closed, unused or in the midst of a call. A "
    "client can be made outside of a loop; new clients, in one loop or a new loop each, leave no more channels, "
    "threads and open files than the first one; used again in another loop, a client works or says that it cannot.",
    plans.lifecycle.plan,
)
COMPLETION = RuntimeCheck(
    "completion",
    "``runtime.completion``: what was waited for is finished.\n\n"
    "The first looks at the work find it unfinished. The method returns after the look that finds it finished: not "
    "before, not never; and it pauses between two looks.",
    plans.completion.plan,
)
DEBUG = RuntimeCheck(
    "debug",
    "``runtime.debug``: nothing is complained of in debug mode.\n\n"
    "In a new loop in debug mode, of asyncio and of uvloop where it is installed, a client is made, called and "
    "closed; then the loop is closed and the garbage collected. No coroutine was never awaited, no task was "
    "destroyed, no exception never retrieved, nothing left unclosed; the same where the call fails.",
    plans.debug.plan,
)
