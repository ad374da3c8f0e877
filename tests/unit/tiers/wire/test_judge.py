"""What follows from a difference that is told elsewhere is not told again."""

from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.clients import Call
from conformance.model import Operation, Outcome, Raised, Returned
from conformance.tiers.wire.case import WireTestCase
from conformance.tiers.wire.driver import WirePerformance, WireSide
from conformance.tiers.wire.judge import examine
from pytest_milvus.mock_server import Refusal, Request, Rule, Script, rpcs

OK, LATE = Returned(None), Raised("grpc.RpcError", "DEADLINE_EXCEEDED", "")
REFUSED, PARAM = Raised("MilvusException", 1, ""), Raised("ParamError", 1, "")
LOAD = Operation("load", ("books",))


def side(outcome: Outcome, *sent: str) -> WireSide:
    requests = tuple(Request(rpc, rpcs()[rpc].request(), (), None, 0) for rpc in sent)
    return WireSide((), Call(outcome), requests, ())


@dataclass
class TwinsDriver:
    """Plays performances by test case; a control of the reference always agrees."""

    plays: list[tuple[WireTestCase, WireSide, WireSide]]
    reference: Any = field(default_factory=lambda: SimpleNamespace(client=None))
    candidate: Any = field(default_factory=lambda: SimpleNamespace(client=None))

    def perform(self, test_case: WireTestCase, *, control: bool = False) -> WirePerformance:
        left, right = next((left, right) for known, left, right in self.plays if known == test_case)
        return WirePerformance(left, left if control else right)


def found(*plays: tuple[WireTestCase, WireSide, WireSide]) -> list[str]:
    driver: Any = TwinsDriver(list(plays))
    return [
        f"{item.difference.kind} {item.difference.path}"
        for item in examine("wire.x/load", driver, plays[0][0]).findings
    ]


def triggers(reference: type, *plays: tuple[WireTestCase, WireSide, WireSide]) -> list[str]:
    known = SimpleNamespace(client=reference)
    driver: Any = TwinsDriver(list(plays), known, known)
    return [item.trigger for item in examine("wire.x/load", driver, plays[0][0]).findings]


class Client:
    def load(self, name: str, /, level: int = 1, timeout: float | None = None) -> None: ...


ALONE = WireTestCase(Operation("load", ("books",), {"level": 2}), trigger="level")
AFTER = WireTestCase(LOAD, (Operation("close"),), trigger="after close")


def fault(rpc: str) -> WireTestCase:
    return WireTestCase(LOAD, script=Script((Rule(rpc, Refusal(700)),)))


@pytest.mark.parametrize(
    ("sent", "expected"),
    [(("Flush",), ["outcome result (raised, returned)"]), ((), [])],
    ids=["ignored", "not sent at all"],
)
def test_a_fault_of_what_the_candidate_never_sends_tells_nothing(sent: Any, expected: list[str]) -> None:
    plain = WireTestCase(LOAD)
    assert (
        found(
            (fault("Flush"), side(REFUSED, "Flush"), side(OK, *sent)),
            (plain, side(OK, "Flush"), side(OK, *sent)),
        )
        == expected
    )


@pytest.mark.parametrize("omitted", [OK, PARAM], ids=["another bug", "the same bug"])
def test_an_empty_argument_that_means_none_is_told_once(omitted: Outcome) -> None:
    empty = WireTestCase(
        Operation("load", (), {"name": ""}),
        valid=Operation("load", (), {"name": "books"}),
    )
    assert empty.omitted == WireTestCase(Operation("load"))
    plays = [
        (empty, side(OK), side(PARAM)),
        (empty.plain, side(OK), side(OK)),
        (empty.omitted, side(OK), side(omitted)),
    ]
    assert found(*plays) == (["outcome result (returned, raised)"] if omitted is OK else [])


@pytest.mark.parametrize("sent", ["Flush", ""], ids=["sent", "never sent"])
def test_an_argument_that_is_never_sent_need_not_be_refused(sent: str) -> None:
    wrong = WireTestCase(Operation("load", (), {"priority": [1]}), valid=Operation("load"))
    plays = [
        (wrong, side(REFUSED), side(OK, *[sent] * bool(sent))),
        (wrong.plain, side(OK, "Flush"), side(OK, *[sent] * bool(sent))),
    ]
    kept = found(*plays, (WireTestCase(Operation("load")), plays[1][1], plays[1][2]))
    assert ("outcome result (raised, returned)" in kept) is bool(sent)


def test_a_reference_that_runs_out_of_time_by_itself_tells_nothing() -> None:
    hurried = WireTestCase(Operation("load", (), {"timeout": 2}))
    assert found((hurried, side(Raised("MilvusException", 1, "", 2.1)), side(OK))) == []
    assert found((hurried, side(Raised("MilvusException", 1, "", 0.1)), side(OK))) == [
        "outcome result (raised, returned)"
    ]
    assert found((WireTestCase(LOAD), side(LATE, "Flush"), side(OK, "Flush"))) == []
    assert found((WireTestCase(LOAD), side(OK, "Flush"), side(LATE, "Flush"))) == [
        "outcome result (returned, raised)"
    ]


def test_what_the_reference_is_in_two_minds_about_is_named() -> None:
    class Wavering(TwinsDriver):
        def perform(self, test_case: WireTestCase, *, control: bool = False) -> WirePerformance:
            return WirePerformance(side(Returned(1), "LoadCollection"), side(Returned(2), "LoadCollection"))

    driver: Any = Wavering([])
    examination = examine("wire.x/load", driver, WireTestCase(LOAD))
    assert not examination.findings
    assert [fact for fact in examination.facts if fact.startswith("unstable")] == [
        "unstable",
        "unstable: value result",
    ]


@pytest.mark.parametrize("test_case", [ALONE, AFTER], ids=["a parameter", "a call before"])
@pytest.mark.parametrize("anyway", [PARAM, OK], ids=["shows without it", "shows with it only"])
def test_what_shows_without_the_trigger_is_not_named_after_it(
    test_case: WireTestCase, anyway: Outcome
) -> None:
    bare = WireTestCase(LOAD)
    plays = [(test_case, before(test_case, OK), before(test_case, PARAM)), (bare, side(OK), side(anyway))]
    assert triggers(Client, *plays) == ["" if anyway is PARAM else test_case.trigger]


def test_what_shows_after_one_call_is_not_named_after_two() -> None:
    whole = WireTestCase(LOAD, (Operation("insert"), Operation("close")), trigger="after insert, close")
    nothing, insert, close = whole.sooner
    assert [item.trigger for item in (nothing, insert, close)] == ["", "after insert", "after close"]
    for guilty in (insert, close):
        ways = [
            (item, OK if item not in (whole, guilty) else PARAM) for item in (whole, nothing, insert, close)
        ]
        plays = [(item, before(item, OK), before(item, outcome)) for item, outcome in ways]
        assert triggers(Client, *plays) == [guilty.trigger]


def before(test_case: WireTestCase, outcome: Outcome) -> WireSide:
    return replace(side(outcome), prelude=tuple(Call(OK) for _ in test_case.prelude))


def test_faults_and_wrong_arguments_are_told_apart_by_their_triggers() -> None:
    one, other = replace(fault("Flush"), trigger="Flush 700"), replace(fault("Flush"), trigger="Flush late")
    plain = WireTestCase(LOAD)
    for test_case in (one, other):
        sides = [side(REFUSED, "Flush"), side(OK, "Flush")]
        fine = (replace(plain, trigger=test_case.trigger), side(OK, "Flush"), side(OK, "Flush"))
        assert triggers(Client, (test_case, *sides), fine) == [test_case.trigger]


@pytest.mark.parametrize(
    ("left", "right", "told"),
    [
        (([1], [2]), None, ["mutated arguments (by the reference alone)"]),
        (None, ([1], [2]), ["mutated arguments"]),
        (([1], [2]), ([1], [3]), ["value arguments[]"]),
        (([1], [2]), ([1], [2]), []),
    ],
)
def test_whoever_changes_its_arguments_differs(left: Any, right: Any, told: list[str]) -> None:
    sides = (replace(side(OK), call=Call(OK, mutated=mutated)) for mutated in (left, right))
    assert found((WireTestCase(LOAD), *sides)) == told
