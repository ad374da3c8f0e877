"""``live.together``: reading calls made at the same time give what they give one by one.

The candidate gathers several calls of a method on one client; the reference makes the same calls in turn on the same
collection. Each answer must be the one that its call gets alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from conformance.checks.explore import Examination
from conformance.checks.live import judge
from conformance.checks.live.check import LiveCheck
from conformance.checks.live.read import CALLS
from conformance.checks.registry import check
from conformance.checks.stage import Stage
from conformance.operation import Entry, Scene, Trial

__all__ = ["TOGETHER"]

FEWEST, MOST = 2, 8
"""Calls that are made together."""


@st.composite
def trials(draw: st.DrawFn, entry: Entry, scenes: Sequence[Scene], *, capabilities: frozenset[str]) -> Trial:
    """Return a strategy for several calls of a reading method on one of the shared scenes."""
    scene = draw(st.sampled_from(scenes), label="scene")
    call = CALLS[entry.method](scene, capabilities=capabilities)
    acts = draw(st.lists(call, min_size=FEWEST, max_size=MOST), label="calls")
    return Trial(scene, tuple(acts), together=True)


def examine(check_id: str, stage: Stage, trial: Trial) -> Examination:
    """Compare the clients; what shows in calls made one by one, too, is told by ``live.read``."""
    shown = judge.examine(check_id, stage, trial)
    if not shown.findings:
        return shown
    in_turn = judge.differences(trial, stage.perform(replace(trial, together=False)))
    told = {(item.kind, item.path) for item in in_turn}
    kept = (item for item in shown.findings if (item.difference.kind, item.difference.path) not in told)
    return replace(shown, findings=tuple(kept))


TOGETHER = check(
    LiveCheck("together", __doc__ or "", lambda entry: entry.method in CALLS, trials, examine, cost=MOST)
)
