"""``live.read``: both clients read the same collection and must give the same answer.

Generated searches, hybrid searches, queries, gets and iterations run on collections that both clients share, so that
nothing but the client can differ. What both agree on is held against exact answers as well.

Why it matters: a result that differs is a wrong answer to a user, and no exception tells of it.

A failure gives the call on the smallest collection that shows it, and names the place in the result. Where an exact
answer is told, it says which client is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hypothesis import strategies as st

from conformance.catalogue import Method
from conformance.exploration.agreed import Agreed
from conformance.exploration.explore import Examination
from conformance.exploration.finding import Finding
from conformance.model import Operation, Scene, SceneTestCase
from conformance.tiers.live import judge
from conformance.tiers.live.check import LiveCheck
from conformance.tiers.live.verdict import oracle_verdict, problems
from conformance.twins.driver import Side, TwinsDriver

__all__ = ["READ"]


@st.composite
def planned_test_cases(
    draw: st.DrawFn, record: Method, scenes: Sequence[Scene], *, capabilities: frozenset[str]
) -> SceneTestCase:
    """Return a strategy for one reading call on one of the shared scenes."""
    scene = draw(st.sampled_from(scenes), label="scene")
    act: Operation = draw(record.on_scene.calls(scene, capabilities=capabilities), label="call")
    return SceneTestCase(scene, (act,))


def examine(check_id: str, driver: TwinsDriver, test_case: SceneTestCase) -> Examination:
    """Compare the clients, and hold what they gave against the oracle."""
    shown = judge.examine(check_id, driver, test_case, _wrong)
    verdicts = (
        item if item.verdict else replace(item, verdict=_verdict(test_case, item)) for item in shown.findings
    )
    return replace(shown, findings=tuple(verdicts))


def _wrong(test_case: SceneTestCase, side: Side) -> Iterator[Agreed]:
    return map(Agreed, problems(test_case, side.calls[0].outcome))


def _verdict(test_case: SceneTestCase, finding: Finding) -> str:
    return oracle_verdict(test_case, finding.reference["calls"][0], finding.candidate["calls"][0])


READ = LiveCheck("read", __doc__ or "", lambda record: record.effect == "read", planned_test_cases, examine)
