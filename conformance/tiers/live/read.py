"""``live.read``: both clients read the same collection and must give the same answer.

Generated searches, hybrid searches, queries, gets and iterations run on collections that both clients share, so that
nothing but the client can differ. What both agree on is held against exact answers as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from conformance.catalogue import Method
from conformance.exploration.explore import Examination
from conformance.exploration.finding import Finding
from conformance.model import Operation, Scene, Trial
from conformance.tiers.live import judge
from conformance.tiers.live.check import LiveCheck
from conformance.tiers.live.verdict import asked, opinion, problems
from conformance.twins.driver import Stage

__all__ = ["READ"]


@st.composite
def trials(
    draw: st.DrawFn, record: Method, scenes: Sequence[Scene], *, capabilities: frozenset[str]
) -> Trial:
    """Return a strategy for one reading call on one of the shared scenes."""
    scene = draw(st.sampled_from(scenes), label="scene")
    act: Operation = draw(record.on_scene.calls(scene, capabilities=capabilities), label="call")
    return Trial(scene, (act,))


def examine(check_id: str, stage: Stage, trial: Trial) -> Examination:
    """Compare the clients, then hold what they agree on against the oracle."""
    shown = judge.examine(check_id, stage, trial)
    if shown.findings:
        verdicts = (replace(item, verdict=_verdict(trial, item)) for item in shown.findings)
        return replace(shown, findings=tuple(verdicts))
    wrong = problems(trial, shown.outcome) if shown.outcome is not None else []
    engine = tuple((asked(trial), f"{trial.acts[0]}: {text}") for text in wrong[:1])
    return replace(shown, engine=engine)


def _verdict(trial: Trial, finding: Finding) -> str:
    return opinion(trial, finding.reference["calls"][0], finding.candidate["calls"][0])


READ = LiveCheck("read", __doc__ or "", lambda record: record.effect == "read", trials, examine)
