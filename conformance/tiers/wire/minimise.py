"""Make a wire test case smaller: fewer calls before, fewer answers scripted, fewer arguments.

The one rule: a step is kept only if the same fingerprint shows again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from conformance.exploration.finding import Finding
from conformance.exploration.minimise import ATTEMPTS
from conformance.exploration.minimise import minimise as in_steps
from conformance.tiers.wire.case import AFTER, Setting, WireTestCase
from pytest_milvus.mock_server.script import Full, Script
from pytest_milvus.values.many import Many

__all__ = ["minimise"]


def minimise(
    finding: Finding, again: Callable[[WireTestCase], Finding | None], *, attempts: int = ATTEMPTS
) -> Finding:
    """Return a finding of the same fingerprint on a smaller test case.

    Args:
        finding: What was found.
        again: Performs a test case and returns the finding of the same fingerprint, ``None`` if it does not show.
        attempts: How many test cases may be performed.
    """
    return in_steps(finding, _steps, again, attempts=attempts)


def _steps(test_case: WireTestCase) -> Iterator[WireTestCase]:
    for smaller in _smaller(test_case):
        # Where nothing is wrong any more, ``wire.request`` tells what there is to tell.
        if smaller.plain != smaller or test_case.plain == test_case:
            yield smaller


def _smaller(test_case: WireTestCase) -> Iterator[WireTestCase]:
    """Yield what is a little smaller and still about the same: what a fingerprint's trigger names stays."""
    if test_case.made:
        yield from _plainer(test_case)
        return
    before = test_case.prelude if test_case.trigger.startswith(AFTER) else ()
    yield replace(test_case, prelude=before, script=Script(), setting=Setting())
    for place in range(0 if before else len(test_case.prelude)):
        yield replace(test_case, prelude=test_case.prelude[:place] + test_case.prelude[place + 1 :])
    for place in range(len(test_case.script.rules)):
        yield replace(
            test_case, script=Script(test_case.script.rules[:place] + test_case.script.rules[place + 1 :])
        )
    yield from _plainer(test_case)


def _plainer(test_case: WireTestCase) -> Iterator[WireTestCase]:
    free = [name for name in test_case.act.kwargs if name not in test_case.held]
    if free:
        yield _without(test_case, free)
    for name in free:
        yield _without(test_case, (name,))
    yield replace(test_case, setting=Setting())
    yield from _fewer(test_case)


def _fewer(test_case: WireTestCase) -> Iterator[WireTestCase]:
    """Yield the same with fewer items in an argument, or fewer rows in an answer."""
    for name, value in test_case.act.kwargs.items():
        for some in value.fewer() if isinstance(value, Many) else ():
            yield replace(test_case, act=replace(test_case.act, kwargs={**test_case.act.kwargs, name: some}))
    for place, rule in enumerate(test_case.script.rules):
        for some in Many(None, rule.answer.rows).fewer() if isinstance(rule.answer, Full) else ():
            rules = [*test_case.script.rules]
            rules[place] = replace(rule, answer=Full(some.count))
            yield replace(test_case, script=Script(tuple(rules)))


def _without(test_case: WireTestCase, names: Iterable[str]) -> WireTestCase:
    left = set(names)
    act, valid = (
        call and replace(call, kwargs={k: v for k, v in call.kwargs.items() if k not in left})
        for call in (test_case.act, test_case.valid)
    )
    assert act is not None
    return replace(test_case, act=act, valid=valid)
