"""Every fault, and what must come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from tests.faults.fault import ATTACKED, INCOMPLETE, INNOCENT, NEW, OK, USAGE, Fault, shared

__all__ = ["FAULTS", "named"]

BOTH = ("wire", "runtime")
EVERYTHING: tuple[str, ...] = ()
SOON = ("--milvus-budget=20",)
"""Ends a run in a few seconds that would otherwise be waited for during minutes."""


def _method(name: str, what: str, *allowed: int, **more: object) -> Fault:
    return Fault(name, what, allowed, candidate=name, **more)  # type: ignore[arg-type]


CRASHES = (
    _method(
        "exit_0_in_method",
        "a method calls os._exit(0)",
        INCOMPLETE,
        spared=True,
        quick=True,
        says="exit status 0",
    ),
    _method("exit_1_in_method", "a method calls os._exit(1)", INCOMPLETE, spared=True),
    _method("exit_0_in_constructor", "the constructor calls os._exit(0)", INCOMPLETE),
    _method(
        "exit_0_on_import",
        "the import calls os._exit(0)",
        INCOMPLETE,
        reports=False,
        says="exit_0_on_import",
        quick=True,
    ),
    _method("exit_0_at_exit", "an atexit handler calls os._exit(0)", OK, spared=True),
    _method("sys_exit_at_exit", "an atexit handler calls sys.exit(0)", OK, spared=True),
    _method("exit_0_in_thread", "a thread calls os._exit(0) a second after the import", INCOMPLETE),
    _method("segfault_in_method", "a method causes SIGSEGV", INCOMPLETE, spared=True, says="SIGSEGV"),
    _method("segfault_in_constructor", "the constructor causes SIGSEGV", INCOMPLETE),
    _method("sigkill_in_method", "a method kills its process", INCOMPLETE, spared=True, says="SIGKILL"),
    _method("sigterm_in_method", "a method sends SIGTERM to its process", INCOMPLETE),
    _method("sigint_in_method", "a method sends SIGINT to its process", INCOMPLETE),
    _method("alarm_in_method", "a method calls signal.alarm(1)", INCOMPLETE, spared=True, says="SIGALRM"),
)
RAISES = (
    _method("sys_exit_in_method", "a method calls sys.exit(0)", NEW, INCOMPLETE, spared=True),
    _method("sys_exit_in_constructor", "the constructor calls sys.exit(0)", NEW, INCOMPLETE),
    _method(
        "sys_exit_on_import",
        "the import calls sys.exit(0)",
        USAGE,
        reports=False,
        says="SystemExit",
        quick=True,
    ),
    _method(
        "keyboard_interrupt_in_method", "a method raises KeyboardInterrupt", NEW, INCOMPLETE, spared=True
    ),
    _method("keyboard_interrupt_in_constructor", "the constructor raises KeyboardInterrupt", NEW, INCOMPLETE),
    _method(
        "keyboard_interrupt_on_import",
        "the import raises KeyboardInterrupt",
        USAGE,
        reports=False,
        says="KeyboardInterrupt",
    ),
    _method("error_on_import", "the import raises an error", USAGE, reports=False, says="not ready"),
    _method("base_exception_in_method", "a method raises what is no Exception", NEW, tiers=BOTH, spared=True),
    _method(
        "exception_group_in_method", "a method raises a group of exceptions", NEW, tiers=BOTH, spared=True
    ),
    _method("cancelled_in_method", "a method raises CancelledError", NEW, tiers=BOTH, spared=True),
    _method("generator_exit_in_method", "a method raises GeneratorExit", NEW, tiers=BOTH, spared=True),
    _method(
        "always_raises",
        "a method always raises",
        NEW,
        tiers=BOTH,
        spared=True,
        says="runtime diverge",
        quick=True,
    ),
    _method("everything_raises", "every method always raises", NEW, tiers=BOTH, says="runtime diverge"),
    _method("constructor_raises", "the constructor always raises", NEW, INCOMPLETE, tiers=BOTH, quick=True),
    _method("raises_in_del", "the client raises in __del__", OK, NEW, tiers=BOTH, spared=True),
)
HANGS = (
    _method(
        "hang_on_import",
        "the import never ends",
        INCOMPLETE,
        arguments=SOON,
        reports=False,
        says="hang_on_import",
    ),
    _method(
        "busy_on_import",
        "the import computes for ever",
        INCOMPLETE,
        arguments=SOON,
        reports=False,
        says="busy_on_import",
    ),
    _method("hang_in_constructor", "the constructor never ends", NEW, INCOMPLETE),
    _method("hang_in_method", "a method blocks the loop for ever", NEW, INCOMPLETE, tiers=BOTH, spared=True),
    _method(
        "hang_uncancelled",
        "a method waits for ever and ignores cancellation",
        NEW,
        INCOMPLETE,
        tiers=BOTH,
        spared=True,
    ),
    _method("busy_in_method", "a method is `while True: pass`", NEW, INCOMPLETE, tiers=BOTH, spared=True),
    _method(
        "thread_that_never_ends", "a thread that is no daemon never ends", OK, NEW, spared=True, quick=True
    ),
    _method("hang_at_exit", "an atexit handler never ends", OK, spared=True),
    _method(
        "ten_thousand_requests", "a method sends 10,000 requests for a call", NEW, INCOMPLETE, spared=True
    ),
)
TAKES = (
    _method("closes_all_files", "a method closes every file descriptor", INCOMPLETE),
    _method("closes_output", "a method closes standard output and error", OK, NEW, INCOMPLETE),
    _method("prints_10_mb", "a method prints 10 MB for each call", OK, NEW, spared=True),
    _method("writes_10_mb", "a method writes 10 MB to descriptor 1 for each call", OK, NEW, spared=True),
    _method(
        "endless_allocation",
        "a method takes memory without an end",
        INCOMPLETE,
        arguments=("--milvus-memory=1",),  # what a busy machine has given before a call is given up
        spared=True,
        says="memory",
    ),
    _method("no_recursion", "a method sets a recursion limit of 60", NEW, INCOMPLETE),
)
RESULTS = (
    _method("result_of_100_mb", "a result of 100 MB", NEW, INCOMPLETE, spared=True),
    _method("result_of_many_items", "a result of three million items", NEW, INCOMPLETE, spared=True),
    _method("result_without_end", "an object of length 10**9", NEW, INCOMPLETE, spared=True),
    _method("result_as_list_without_end", "a list whose iteration never ends", NEW, INCOMPLETE, spared=True),
    _method("result_in_itself", "a list that holds itself", NEW, spared=True),
    _method("result_too_deep", "a list 100,000 lists deep", NEW, INCOMPLETE, spared=True),
    _method("result_without_repr", "an object whose repr raises", NEW, spared=True, quick=True),
)
TEXTS = (
    _method("text_surrogate", "a lone surrogate in an error text", NEW, spared=True, quick=True),
    _method("text_controls", "NUL, ESC and bidirectional controls in an error text", NEW, spared=True),
    _method("text_markdown", "fences, headings and HTML in an error text", NEW, spared=True),
    _method("text_of_10_mb", "an error text of 10 MB", NEW, spared=True),
    _method(
        "text_token",
        "the token, in all escapings, in error texts and output",
        NEW,
        tiers=("live",),
        arguments=("--milvus-uri={server}",),
    ),
)
MEDDLES = (
    _method("patches_asyncio_sleep", "a method replaces asyncio.sleep", NEW, INCOMPLETE, tiers=BOTH),
    _method(
        "patches_asyncio_wait_for",
        "a method replaces asyncio.wait_for and wait",
        OK,
        NEW,
        INCOMPLETE,
        tiers=BOTH,
    ),
    _method("patches_asyncio_run", "a method replaces asyncio.run", OK, NEW, INCOMPLETE, tiers=BOTH),
    _method("stops_the_loop", "a method stops its event loop", NEW, INCOMPLETE, tiers=BOTH, spared=True),
    _method("cancels_all_tasks", "a method cancels all tasks of its loop", NEW, INCOMPLETE, tiers=BOTH),
    _method(
        "leaves_a_child",
        "a method starts a process and leaves it",
        OK,
        NEW,
        INCOMPLETE,
        spared=True,
        says="left behind",
        quick=True,
    ),
    _method(
        "leaves_a_detached_child",
        "the same, with no parent and its own session",
        OK,
        NEW,
        INCOMPLETE,
        spared=True,
        says="left behind",
    ),
    _method(
        "forks",
        "a method forks, and both processes go on",
        OK,
        NEW,
        INCOMPLETE,
        says="was ended",
    ),
    _method("changes_folder", "a method changes the current folder", OK, spared=True),
    _method("deletes_folder", "a method deletes its current folder", OK, NEW, INCOMPLETE, spared=True),
    _method("changes_sys_path", "a method empties sys.path", OK, NEW, INCOMPLETE),
    _method("empties_sys_modules", "a method empties half of sys.modules", NEW, INCOMPLETE),
    _method("installs_signal_handlers", "the import ignores all signals", OK, spared=True),
    _method("patches_builtins", "a method replaces open, print and isinstance", NEW, INCOMPLETE),
    _method("patches_json", "a method replaces json.dumps", NEW, INCOMPLETE),
    _method("patches_time", "a method stops the clocks", OK, NEW, INCOMPLETE),
    _method("empties_environment", "a method empties os.environ", OK, NEW, INCOMPLETE),
    _method("reads_input", "a method reads standard input", OK, NEW, INCOMPLETE),
)


def _outside(act: str, *allowed: int, reports: bool = True, **more: object) -> Fault:
    tiers = ("live",) if act.endswith("server") else ("surface", "wire", "live", "runtime")
    return Fault(
        act,
        f"{act} to a run at work",
        allowed,
        tiers=tiers,
        methods=EVERYTHING,
        act=act,
        reports=reports,
        **more,
    )  # type: ignore[arg-type]


OUTSIDE = (
    _outside("SIGINT", INCOMPLETE),
    _outside("SIGINT to the group", INCOMPLETE, quick=True),
    _outside("SIGINT twice", INCOMPLETE, 130, reports=False),
    _outside("SIGTERM", INCOMPLETE, quick=True),
    _outside("SIGTERM to the group", INCOMPLETE),
    _outside("SIGHUP", INCOMPLETE),
    _outside("SIGHUP to the group", INCOMPLETE),
    _outside("SIGKILL", -9, reports=False),
    _outside("SIGKILL to the group", -9, reports=False),
    _outside("SIGKILL to the tree", -9, reports=False),
    Fault(
        "full disk for reports",
        "no room for the reports",
        (USAGE,),
        place="full disk for reports",
        reports=False,
        says="fails with status 2",
    ),
    Fault(
        "read-only reports",
        "reports that cannot be written",
        (USAGE,),
        place="reports that are read-only",
        reports=False,
    ),
    Fault("no terminal plugin", "-p no:terminal", (OK,), arguments=("-p", "no:terminal"), spared=True),
)
ENGINE = (
    _outside("SIGKILL to the server", NEW, INCOMPLETE),
    _outside("SIGSTOP to the server", INCOMPLETE),
    Fault(
        "data folder of 200 KB",
        "no room for the server's data",
        (INCOMPLETE,),
        tiers=("live", "sequence"),
        methods=(ATTACKED, INNOCENT, "insert", "query", "search"),
        place="data folder of 200 KB",
    ),
)
WORKERS = tuple(
    shared(fault, 2)
    for fault in (
        *CRASHES,
        *HANGS[:7],
        RAISES[0],
        RAISES[3],
        TEXTS[0],
        TAKES[0],
        OUTSIDE[1],
        OUTSIDE[3],
        OUTSIDE[9],
    )
)

GROUPS: Mapping[str, tuple[Fault, ...]] = {
    "The client ends the process": CRASHES,
    "The client raises what no client should": RAISES,
    "The client never ends": HANGS,
    "The client takes what there is": TAKES,
    "The client returns too much": RESULTS,
    "The client's texts": TEXTS,
    "The client meddles with the process": MEDDLES,
    "From outside": OUTSIDE,
    "The engine": ENGINE,
    "With workers of pytest-xdist": WORKERS,
}
"""The faults, by what is attacked."""

FAULTS = tuple(fault for group in GROUPS.values() for fault in group)
"""In the order of the table."""


def named(names: Sequence[str]) -> list[Fault]:
    """Return the faults of some names, which may be patterns; all of them without a name."""
    return [fault for fault in FAULTS if not names or any(fnmatchcase(fault.name, name) for name in names)]
