from conformance.compare.differences import Difference
from conformance.exploration.confirm import confirm
from conformance.exploration.explore import Examination, Exploration
from conformance.exploration.finding import Finding
from conformance.model import Operation
from conformance.tiers.wire.case import WireTestCase

FOUND = Finding(
    "wire.x/load", Difference("value", "result", 1, 2), WireTestCase(Operation("load_collection")), {}, {}
)


def refined(*shows: bool) -> Exploration:
    again = iter(shows)
    exploration = Exploration(findings={FOUND.fingerprint: FOUND})
    return confirm(
        exploration,
        lambda _trial: Examination((FOUND,) if next(again) else ()),
        lambda finding, _again: finding,
        (),
        confirmations=2,
    )


def test_what_shows_every_time_is_kept():
    kept = refined(True, True)
    assert list(kept.findings) == [FOUND.fingerprint]
    assert not kept.facts


def test_what_comes_and_goes_is_dropped_and_named():
    dropped = refined(True, False)  # and is not given another chance
    assert not dropped.findings
    assert dict(dropped.facts) == {"unstable": 1, "unstable: value result": 1}
