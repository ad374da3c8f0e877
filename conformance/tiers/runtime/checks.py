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
    "OBJECT",
    "PROCESS",
    "RECONNECTION",
    "RETRY",
    "TIMEOUT",
]

LOOP = RuntimeCheck(
    "loop",
    "``runtime.loop``: the event loop is never blocked.\n\n"
    "While every answer is late, no step of the client's takes long: while it is made, connects, calls, waits, and "
    "is closed. A call that never returns at all is told here.\n\n"
    "Why it matters: a loop that stands still serves nobody else: one slow call stops every other "
    "task of the application.\n\n"
    "A failure names the step that took long, or says that the call never ended; the time is "
    "measured by a task that wants to run every few milliseconds.",
    plans.loop.plan,
)
TIMEOUT = RuntimeCheck(
    "timeout",
    "``runtime.timeout``: a timeout is honoured.\n\n"
    "The server is silent in an RPC of the call, its work has no end, or it is down, silent or slow when the "
    "client connects. The call ends in time, with the exception that the synchronous client raises. Whether the "
    "timeout is one for all answers shows where all are late; 0 is no time, and without a timeout the call waits. A "
    "fraction of a second is not lost on the way to the server. A first call without a timeout ends as the synchronous "
    "client's constructor and first call do, whether the constructor is given a timeout or not.\n\n"
    "Why it matters: a timeout is what an application relies on when a server is gone; one that is "
    "not kept is a hang.\n\n"
    "A failure says whether the call ended late, early or with another exception; in brackets "
    "stands what the server did, and which kind of timeout was given.",
    plans.timeout.plan,
)
CANCELLATION = RuntimeCheck(
    "cancellation",
    "``runtime.cancellation``: a call can be cancelled, and the client still works.\n\n"
    "While the server has an RPC of the call, or the client connects, by ``cancel()``, ``wait_for``, "
    "``asyncio.timeout`` or a sibling in a ``TaskGroup`` that fails: ``CancelledError`` arrives at once and is not "
    "swallowed, the server is told, no task stays behind, and the next call returns.\n\n"
    "Why it matters: servers and test suites cancel calls all the time; a call that goes on, or a "
    "client that is broken afterwards, shows up much later and elsewhere.\n\n"
    "A failure says what was swallowed or left behind; in brackets stand the RPC that was cancelled "
    "and the way.",
    plans.cancellation.plan,
)
CONCURRENCY = RuntimeCheck(
    "concurrency",
    "``runtime.concurrency``: calls made together are calls made one after the other.\n\n"
    "On a new client, the first calls included, of one method and, two hundred, of many: each gets the result that "
    "it gets alone, its request id stays with it, as does the database of one of two clients, and one connection "
    "is made for all. Several clients are made and used at once; where the first of them cannot connect, the next call "
    "of each returns. A call in flight returns though another one of its client fails, meets a fault that passes, or "
    "is cancelled, while the client connects, too; and so does the next one.\n\n"
    "Why it matters: to make many calls at once is what an async client is for; answers that get "
    "mixed up are wrong data.\n\n"
    "A failure says which call got another result than alone, or what was sent more often; each "
    "side is one way of making the calls. In brackets stands how the call ended beside the one in flight.",
    plans.concurrency.plan,
)
RETRY = RuntimeCheck(
    "retry",
    "``runtime.retry``: what passes is tried again, as often as the synchronous client does.\n\n"
    "An RPC of the call is UNAVAILABLE, over a rate limit, or meets another schema, a few times. The call ends in "
    "the same way, after as many attempts, in a comparable time.\n\n"
    "Why it matters: a client that gives up at once fails where the other one works; one that tries "
    "too eagerly adds to the load that the server complains of.\n\n"
    "A failure names the fault in brackets; both sides are how the call ended, how often it was "
    "tried, or how long that took.",
    plans.retry.plan,
)
RECONNECTION = RuntimeCheck(
    "reconnection",
    "``runtime.reconnection``: a client survives a restart of its server.\n\n"
    "The server goes down and comes back at the same address, between two calls or during one. The call in flight "
    "returns or fails in a documented way, never with ``CancelledError``; within seconds calls return. A call that is "
    "made while the server is away ends as the synchronous client's does: it waits for the server, or fails.\n\n"
    "Why it matters: servers are restarted; a client that does not recover forces the application to "
    "be restarted, too.\n\n"
    "A failure says in which state the server was; both sides are how the call ended, or that none "
    "returned in time.",
    plans.reconnection.plan,
)
LIFECYCLE = RuntimeCheck(
    "lifecycle",
    "``runtime.lifecycle``: a client ends when it is closed.\n\n"
    "After a call and a close no task is left; a second close and a call after it end as they do with the "
    "synchronous client. Of two clients of one address one can be closed, unused or in the midst of a call. "
    "What ``async with`` gives can be called; it lets the exception or the cancellation through that ends it, and "
    "leaves no more than a close. A "
    "client can be made outside of a loop; new clients, in one loop or a new loop each, leave no more channels, "
    "threads and open files than the first one; used again in another loop, a client works or says that it cannot. "
    "The same holds of clients that nobody closes, of one made in a loop that is over, and of one in two threads; "
    "beside a client that is collected, or closed in another thread, others work.\n\n"
    "Why it matters: what a client leaves behind adds up until a process has no threads, files or "
    "memory left.\n\n"
    "A failure names what was left, or the call after the end that ended otherwise.",
    plans.lifecycle.plan,
)
COMPLETION = RuntimeCheck(
    "completion",
    "``runtime.completion``: what was waited for is finished.\n\n"
    "The first looks at the work find it unfinished. The method returns after the look that finds it finished: not "
    "before, not never; and it pauses between two looks.\n\n"
    "Why it matters: whoever waits for an index or a load reads too early, or never, if the method "
    "does not return when the work is done.\n\n"
    "A failure says whether the method returned before the work was done, not at all, or asked "
    "without a pause.",
    plans.completion.plan,
)
DEBUG = RuntimeCheck(
    "debug",
    "``runtime.debug``: nothing is complained of in debug mode.\n\n"
    "In a new loop in debug mode, of asyncio and of uvloop where it is installed, a client is made, called and "
    "closed; then the loop is closed and the garbage collected. No coroutine was never awaited, no task was "
    "destroyed, no exception never retrieved, nothing left unclosed; the same where the call "
    "fails, and, but for what is left unclosed, where nobody closes the client.\n\n"
    "Why it matters: what asyncio complains of in debug mode is an error that is lost, or work that "
    "nobody waits for.\n\n"
    "A failure quotes the complaint; the calls before it are all that happened in that loop.",
    plans.debug.plan,
)
OBJECT = RuntimeCheck(
    "object",
    "``runtime.object``: what a call gives keeps the promises of the client.\n\n"
    "Sessions and iterators: while every answer to a method of theirs is late, no step of it takes long; while the "
    "server is silent a timeout ends it, or it can be cancelled, and the client still works.\n\n"
    "Why it matters: whoever reads through a session awaits its methods as those of the client.\n\n"
    "A failure names the method in brackets; the rest is as in the checks of the client's own calls.",
    plans.objects.plan,
)
PROCESS = RuntimeCheck(
    "process",
    "``runtime.process``: a call leaves its process alone.\n\n"
    "Nothing is printed, warned of, or logged as a warning, and no text tells the token: not a record of a logger, not "
    "an error, not the ``repr`` of the client. Environment, random numbers, signal handlers, logging, event loop and "
    "whatever else a process shares stay as they are, the threads of the loop are left to others. No container of "
    "the client's becomes longer with each call. After a close no thread and no connection is left, and a client "
    "that nobody has is gone.\n\n"
    "Why it matters: a client is a guest in the process of an application, which has its own output, its own seeds "
    "and not endless memory.\n\n"
    "A failure names what was said or changed, or what is left; in brackets stands the fault, where the call fails.",
    plans.process.plan,
)
