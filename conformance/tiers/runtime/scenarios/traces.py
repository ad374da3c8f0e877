"""Traces: what a client does to its process: what it prints, warns of and logs, and what it changes for all.

The one rule: whoever changes what a process has is met at the door, on the way in: what is changed to what it is
already, as with every call but the first one, would leave no trace behind.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import warnings
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import wraps
from importlib import import_module
from typing import Any

from conformance.tiers.runtime.scenarios.context import OWNER

__all__ = ["EXECUTOR", "Traces", "traced"]

EXECUTOR = "default executor"
DOORS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "environment": (("os:_Environ", "__setitem__"), ("os:_Environ", "__delitem__")),
    "random numbers": (("random", "seed"), ("random", "setstate"), ("numpy:random", "seed")),
    "signal handlers": (("signal", "signal"), ("signal", "set_wakeup_fd"), ("loop", "add_signal_handler")),
    "working directory": (("os", "chdir"),),
    "mask of new files": (("os", "umask"),),
    "locale": (("locale", "setlocale"),),
    "interpreter": (("sys", "setrecursionlimit"), ("sys", "setswitchinterval")),
    "garbage collection": (("gc", "enable"), ("gc", "disable"), ("gc", "set_threshold")),
    "timeout of sockets": (("socket", "setdefaulttimeout"),),
    "logging": (
        *(("logging", "basicConfig"), ("logging", "disable")),
        *(("logging:root", "setLevel"), ("logging:root", "addHandler")),
    ),
    "what is done at the end": (("atexit", "register"),),
    "event loop": (
        *(("asyncio", "set_event_loop_policy"), ("loop", "set_exception_handler"), ("loop", "set_debug")),
        *(("loop", "set_task_factory"), ("loop", "set_default_executor")),
    ),
}
"""What all of a process share, and the functions that change it; ``loop`` is the running one."""

BLOCKING = (("time", "sleep"), ("threading:Condition", "wait"), ("socket", "create_connection"))
"""What waits, and lets nobody else on the loop go on meanwhile."""

ASIDE = (
    "asyncio",
    "grpc",
)  # loggers of what two loops of one process say, and what is for debug mode to tell


@dataclass(slots=True)
class Traces:
    """What was seen.

    Attributes:
        printed: What was printed, by stream.
        warned: Each warning, as its category and text.
        logged: Each record, as its logger, the number of its level, and text.
        changed: What was changed, of `DOORS`, and `EXECUTOR` if it was used.
        threads: Threads that were started.
        blocks: What of `BLOCKING` was called on the loop, and not to return at once.
    """

    printed: dict[str, str] = field(default_factory=dict)
    warned: list[tuple[str, str]] = field(default_factory=list)
    logged: list[tuple[str, int, str]] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)
    threads: weakref.WeakSet[threading.Thread] = field(default_factory=weakref.WeakSet)
    blocks: set[str] = field(default_factory=set)


@contextmanager
def traced() -> Iterator[Traces]:
    """Watch what is done on behalf of clients; nobody else may be at work, who could replace the same functions."""
    seen = Traces()

    def warned(message: Any, category: type[Warning], *_: Any, **__: Any) -> None:
        if OWNER.get() is not None:
            seen.warned.append((category.__name__, str(message).partition("\n")[0]))

    def logged(handle: Callable[..., None]) -> Callable[..., None]:
        def hear(logger: logging.Logger, record: logging.LogRecord) -> None:
            if OWNER.get() is None:
                handle(logger, record)
            elif record.name.partition(".")[0] not in ASIDE:
                seen.logged.append((record.name, record.levelno, record.getMessage()))

        return hear

    def enabled(ask: Callable[..., bool]) -> Callable[..., bool]:
        return lambda logger, level: OWNER.get() is not None or ask(logger, level)

    def printed(name: str) -> Callable[[Any], Any]:
        def hear(write: Callable[[str], int]) -> Callable[[str], int]:
            def listen(text: str) -> int:
                if OWNER.get() is None:
                    return write(text)
                seen.printed[name] = seen.printed.get(name, "") + text
                return len(text)

            return listen

        return hear

    def executing(run: Callable[..., Any]) -> Callable[..., Any]:
        return _noted(run, lambda executor, *_: seen.changed.update([EXECUTOR] if executor is None else []))

    def starting(start: Callable[..., Any]) -> Callable[..., Any]:
        def call(thread: threading.Thread) -> None:
            if OWNER.get() is not None:
                seen.threads.add(thread)
            before = OWNER.set(
                None
            )  # to start a thread waits until it runs, which is no matter of the client's
            try:
                start(thread)
            finally:
                OWNER.reset(before)

        return call

    with ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("always")
        warnings.showwarning = warned
        for name in ("stdout", "stderr"):
            stack.enter_context(_replaced(getattr(sys, name), "write", printed(name)))
        stack.enter_context(_replaced(logging.Logger, "handle", logged))
        stack.enter_context(_replaced(logging.Logger, "isEnabledFor", enabled))
        stack.enter_context(_replaced(threading.Thread, "start", starting))
        stack.enter_context(_replaced(asyncio.get_running_loop(), "run_in_executor", executing))
        for place, name in BLOCKING:
            stack.enter_context(_replaced(_at(place), name, _blocking(seen, name)))
        for what, doors in DOORS.items():
            for place, name in doors:
                stack.enter_context(_replaced(_at(place), name, _door(seen, what)))
        yield seen


def _door(seen: Traces, what: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return lambda function: _noted(function, lambda *_, **__: seen.changed.add(what))


def _blocking(seen: Traces, name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def note(*args: Any, **words: Any) -> None:
        if _on_a_loop() and 0 not in (*args, words.get("timeout")):
            seen.blocks.add(name)

    return lambda function: _noted(function, note)


def _on_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _noted(function: Callable[..., Any], note: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def call(*args: Any, **words: Any) -> Any:
        if OWNER.get() is not None:
            note(*args, **words)
        return function(*args, **words)

    return call


def _at(place: str) -> Any:
    """Return a module or one of its attributes; nothing where it is not there, as NumPy may not be."""
    if place == "loop":
        return asyncio.get_running_loop()
    module, _, name = place.partition(":")
    try:
        return getattr(import_module(module), name) if name else import_module(module)
    except ImportError:
        return None


@contextmanager
def _replaced(owner: Any, name: str, replace: Callable[[Any], Any]) -> Iterator[None]:
    """Replace an attribute for a while."""
    own = name in getattr(owner, "__dict__", {})
    before = getattr(owner, name, None)
    if before is None:
        yield
        return
    setattr(owner, name, replace(before))
    try:
        yield
    finally:
        if own:
            setattr(owner, name, before)
        else:
            delattr(owner, name)
