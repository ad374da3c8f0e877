"""Scripts of the runtime tier that are short enough for an issue: plain pymilvus, and a stub that is late or fails.

The one rule: a short script shows one ending. What takes a scenario to see has the long script only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from conformance.exploration.finding import Finding
from conformance.repro.calls import factory
from conformance.repro.stub_code import in_lines, short_script, single, stub_code, texts_of
from conformance.tiers.runtime.case import RuntimeTestCase
from conformance.tiers.runtime.scenarios import budget, cancellation, deadline, perseverance, reach
from conformance.tiers.runtime.scenarios.ending import documented
from conformance.tiers.runtime.script import recorded_answers
from pytest_milvus.mock_server.script import Abort, Answer, Late, Rule

__all__ = ["runtime_brief"]

LATER = 1.0
"""Seconds by which an answer that never comes is later than the call may end."""

WAIT = 4.0
"""Seconds of such an answer where nothing is said of a timeout."""

SILENT = "silent"
"""The way to be unreachable that has a short script."""


def runtime_brief(finding: Finding, reference: str, candidate: str) -> str | None:
    """Return a short script of a finding of the runtime tier, ``None`` where there is none.

    Args:
        finding: The divergence.
        reference: ``MODULE:FACTORY`` of the reference.
        candidate: ``MODULE:FACTORY`` of the candidate.
    """
    test_case: RuntimeTestCase = finding.test_case
    write = _WRITERS.get((test_case.scenario, finding.difference.kind))
    ended = (finding.difference.reference, finding.difference.candidate)
    if write is None or (finding.difference.kind == "ending" and not all(map(documented, map(str, ended)))):
        return None
    compares = write in (_ended, _timed)
    if write is _unreached and test_case.words["way"] != SILENT:
        return None
    sides = [reference, candidate] if compares else [candidate]
    lines = list(write(test_case, [factory(side) for side in sides]))
    named = " and of ".join(factory(side) for side in sides)
    owed = "while they differ" if compares else "while the promise is not kept"
    title = f"{test_case.act.method} of {named}: exits with 1 {owed}."
    stubs = [[]] if write is _unreached else _stubs(finding)
    scripts = (short_script(title, [*stub, "", "", *lines], sides, test_case.acts) for stub in stubs)
    return next(filter(None, scripts), None)


def _stubs(finding: Finding) -> Iterator[list[str]]:
    """Yield the lines of a stub with the faults of a test case, whole and shorter, where its answers allow it."""
    test_case: RuntimeTestCase = finding.test_case
    answers = {rpc: single(found) for rpc, found in recorded_answers(finding, test_case.script).items()}
    faults = [_fault(rule, test_case.words) for rule in test_case.script.rules]
    if (
        None in answers.values()
        or None in faults
        or len({rule.rpc for rule in test_case.script.rules}) < len(faults)
    ):
        return
    first = {rule.rpc: fault for rule, fault in zip(test_case.script.rules, faults, strict=True) if fault}
    asked = texts_of(finding.reference["answers"])
    for whole in (answers.keys() - {"Connect"}, ()):  # whose answer no call returns
        yield list(stub_code(answers, asked=asked, whole=whole, first=first))


def _fault(rule: Rule, words: Mapping[str, Any]) -> list[str] | None:
    """Return the lines of a fault, ``None`` where they would be many."""
    lines = _faulty(rule.answer, words)
    if lines is None or (not rule.skip and (rule.times is None or isinstance(rule.answer, Late))):
        return lines  # the first request that gets no answer is what a script shows
    if rule.times is None:
        return None
    wanted = (
        f"{rule.skip} < self.asked <= {rule.skip + rule.times}"
        if rule.skip
        else f"self.asked <= {rule.times}"
    )
    return ["self.asked += 1", f"if {wanted}:", *(f"    {line}" for line in lines)]


def _faulty(answer: Answer, words: Mapping[str, Any]) -> list[str] | None:
    if isinstance(answer, Abort):
        return [f"context.abort(grpc.StatusCode.{answer.code}, {answer.details!r})"]
    if isinstance(answer, Late) and answer.answer is None:
        return [f"time.sleep({min(answer.seconds, _late(words) + LATER):g})"]
    return None


def _late(words: Mapping[str, Any]) -> float:
    """Return the seconds after which a call is late."""
    timeout = words.get("timeout", WAIT)
    return deadline.PATIENCE if timeout is None else float(timeout + words.get("margin", 0))


def _call(test_case: RuntimeTestCase) -> Iterator[str]:
    yield "def call(make, uri):"
    yield from (f"    {line}" for line in in_lines("return ", test_case.act.code("make(uri)")))
    yield from ("", "")


def _ended(test_case: RuntimeTestCase, clients: list[str]) -> Iterator[str]:
    """Yield the lines that compare how a call ends: with an answer, pymilvus' exception, or gRPC's."""
    yield from _call(test_case)
    yield f"ends = [asyncio.run(ended(call, make, Stub())) for make in ({', '.join(clients)})]"
    yield 'print(*((how, type(what), what) for how, what in ends), sep="\\n")'
    yield "sides = [(how, isinstance(what, grpc.RpcError)) for how, what in ends]"
    yield 'sys.exit("DIVERGENCE" if sides[0] != sides[1] else 0)'


def _timed(test_case: RuntimeTestCase, clients: list[str]) -> Iterator[str]:
    """Yield the lines that compare whether a call ends in time."""
    yield from _call(test_case)
    yield "late = []"
    yield f"for make in ({', '.join(clients)}):"
    yield "    started = time.perf_counter()"
    yield "    print(make.__name__, *asyncio.run(ended(call, make, Stub())))"
    yield f"    late.append(time.perf_counter() - started >= {_late(test_case.words):g})"
    yield 'print("late:", late)'
    yield 'sys.exit("DIVERGENCE" if late[0] != late[1] else 0)'


def _cancelled(test_case: RuntimeTestCase, clients: list[str]) -> Iterator[str]:
    """Yield the lines that cancel a call while the server works on an RPC of it."""
    yield "async def call(make, uri):"
    yield from (f"    {line}" for line in in_lines("called = ", test_case.act.code("make(uri)")))
    yield "    task = asyncio.ensure_future(called)"
    yield "    await asyncio.sleep(2)  # the server has the RPC by then"
    yield "    task.cancel()"
    yield "    await asyncio.wait({task})"
    yield '    return "cancelled" if task.cancelled() else task'
    yield from ("", "")
    yield f"how, what = asyncio.run(ended(call, {clients[0]}, Stub()))"
    yield "print(how, what)"
    yield 'sys.exit("DIVERGENCE" if what != "cancelled" else 0)'


def _unreached(test_case: RuntimeTestCase, clients: list[str]) -> Iterator[str]:
    """Yield the lines that call on a server that accepts a connection and says nothing."""
    yield "async def call(uri):"
    yield from (f"    {line}" for line in in_lines("await ", test_case.act.code(f"{clients[0]}(uri)")))
    yield from ("", "")
    yield 'silent = socket.create_server(("127.0.0.1", 0))  # accepts connections, and says nothing'
    yield "started = time.perf_counter()"
    yield "try:"
    yield '    asyncio.run(call(f"http://127.0.0.1:{silent.getsockname()[1]}"))'
    yield "except Exception as error:"
    yield "    print(repr(error))"
    yield "seconds = time.perf_counter() - started"
    yield 'print(f"after {seconds:.1f} s")'
    yield f'sys.exit("DIVERGENCE" if seconds >= {_late(test_case.words):g} else 0)'


_WRITERS: Mapping[tuple[str, str], Callable[[RuntimeTestCase, list[str]], Iterator[str]]] = {
    (deadline.NAME, "ending"): _ended,
    (deadline.NAME, "late"): _timed,
    (budget.NAME, "budget"): _ended,
    (perseverance.NAME, "ending"): _ended,
    (cancellation.NAME, "swallowed"): _cancelled,
    (reach.NAME, "late"): _unreached,
}
"""Which lines show a difference, by scenario and kind."""
