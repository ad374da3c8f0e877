"""Make a wire trial smaller: fewer calls before, fewer answers scripted, fewer arguments.

The one rule: a step is kept only if the same fingerprint shows again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from conformance.exploration.finding import Finding
from conformance.model import Operation
from conformance.tiers.wire.case import AFTER, Setting, WireTrial
from pytest_milvus.mock_server.script import Script

__all__ = ["reduce"]


def reduce(finding: Finding, again: Callable[[WireTrial], Finding | None], *, attempts: int = 40) -> Finding:
    """Return a finding of the same fingerprint on a smaller trial.

    Args:
        finding: What was found.
        again: Performs a trial and returns the finding of the same fingerprint, ``None`` if it does not show.
        attempts: How many trials may be performed.
    """
    tried: set[str] = {repr(finding.trial)}
    smaller = True
    while smaller and attempts > 0:
        smaller = False
        for trial in _steps(finding.trial):
            if repr(trial) in tried or (trial.plain == trial and finding.trial.plain != finding.trial):
                continue  # where nothing is wrong, ``wire.request`` tells what there is to tell
            tried.add(repr(trial))
            attempts -= 1
            shown = again(trial)
            if shown is not None:
                finding, smaller = shown, True
                break
            if attempts <= 0:
                break
    return finding


def _steps(trial: WireTrial) -> Iterator[WireTrial]:
    """Yield what is a little smaller and still about the same: what a fingerprint's trigger names stays."""
    before = trial.prelude if trial.trigger.startswith(AFTER) else ()
    yield replace(trial, prelude=before, script=Script(), setting=Setting())
    for place in range(0 if before else len(trial.prelude)):
        yield replace(trial, prelude=trial.prelude[:place] + trial.prelude[place + 1 :])
    for place in range(len(trial.script.rules)):
        yield replace(trial, script=Script(trial.script.rules[:place] + trial.script.rules[place + 1 :]))
    free = [name for name in trial.act.kwargs if name not in trial.held]
    if free:
        yield _without(trial, free)
    for name in free:
        yield _without(trial, (name,))
    yield replace(trial, setting=Setting())


def _without(trial: WireTrial, names: Iterable[str]) -> WireTrial:
    left = set(names)
    act, valid = (
        call and Operation(call.method, call.args, {k: v for k, v in call.kwargs.items() if k not in left})
        for call in (trial.act, trial.valid)
    )
    assert act is not None
    return replace(trial, act=act, valid=valid)
