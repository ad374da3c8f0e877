"""What follows from a difference that is told elsewhere is not told again."""

from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.clients import Call
from conformance.model import Operation, Outcome, Raised, Returned
from conformance.tiers.wire.case import WireTrial
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
class Stage:
    """Plays performances by trial; a control of the reference always agrees."""

    plays: list[tuple[WireTrial, WireSide, WireSide]]
    reference: Any = field(default_factory=lambda: SimpleNamespace(client=None))
    candidate: Any = field(default_factory=lambda: SimpleNamespace(client=None))

    def perform(self, trial: WireTrial, *, control: bool = False) -> WirePerformance:
        left, right = next((left, right) for known, left, right in self.plays if known == trial)
        return WirePerformance(left, left if control else right)


def found(*plays: tuple[WireTrial, WireSide, WireSide]) -> list[str]:
    stage: Any = Stage(list(plays))
    return [
        f"{item.difference.kind} {item.difference.path}"
        for item in examine("wire.x/load", stage, plays[0][0]).findings
    ]


def triggers(reference: type, *plays: tuple[WireTrial, WireSide, WireSide]) -> list[str]:
    known = SimpleNamespace(client=reference)
    stage: Any = Stage(list(plays), known, known)
    return [item.trigger for item in examine("wire.x/load", stage, plays[0][0]).findings]


class Client:
    def load(self, name: str, /, level: int = 1, timeout: float | None = None) -> None: ...


ALONE = WireTrial(Operation("load", ("books",), {"level": 2}), trigger="level")
AFTER = WireTrial(LOAD, (Operation("close"),), trigger="after close")


def fault(rpc: str) -> WireTrial:
    return WireTrial(LOAD, script=Script((Rule(rpc, Refusal(700)),)))


@pytest.mark.parametrize(
    ("sent", "expected"),
    [(("Flush",), ["outcome result (raised, returned)"]), ((), [])],
    ids=["ignored", "not sent at all"],
)
def test_a_fault_of_what_the_candidate_never_sends_tells_nothing(sent: Any, expected: list[str]) -> None:
    plain = WireTrial(LOAD)
    assert (
        found(
            (fault("Flush"), side(REFUSED, "Flush"), side(OK, *sent)),
            (plain, side(OK, "Flush"), side(OK, *sent)),
        )
        == expected
    )


@pytest.mark.parametrize("omitted", [OK, PARAM], ids=["another bug", "the same bug"])
def test_an_empty_argument_that_means_none_is_told_once(omitted: Outcome) -> None:
    empty = WireTrial(
        Operation("load", (), {"name": ""}),
        valid=Operation("load", (), {"name": "books"}),
    )
    assert empty.omitted == WireTrial(Operation("load"))
    plays = [
        (empty, side(OK), side(PARAM)),
        (empty.plain, side(OK), side(OK)),
        (empty.omitted, side(OK), side(omitted)),
    ]
    assert found(*plays) == (["outcome result (returned, raised)"] if omitted is OK else [])


@pytest.mark.parametrize("sent", ["Flush", ""], ids=["sent", "never sent"])
def test_an_argument_that_is_never_sent_need_not_be_refused(sent: str) -> None:
    wrong = WireTrial(Operation("load", (), {"priority": [1]}), valid=Operation("load"))
    plays = [
        (wrong, side(REFUSED), side(OK, *[sent] * bool(sent))),
        (wrong.plain, side(OK, "Flush"), side(OK, *[sent] * bool(sent))),
    ]
    kept = found(*plays, (WireTrial(Operation("load")), plays[1][1], plays[1][2]))
    assert ("outcome result (raised, returned)" in kept) is bool(sent)


def test_a_reference_that_runs_out_of_time_by_itself_tells_nothing() -> None:
    hurried = WireTrial(Operation("load", (), {"timeout": 2}))
    assert found((hurried, side(Raised("MilvusException", 1, "", 2.1)), side(OK))) == []
    assert found((hurried, side(Raised("MilvusException", 1, "", 0.1)), side(OK))) == [
        "outcome result (raised, returned)"
    ]
    assert found((WireTrial(LOAD), side(LATE, "Flush"), side(OK, "Flush"))) == []
    assert found((WireTrial(LOAD), side(OK, "Flush"), side(LATE, "Flush"))) == [
        "outcome result (returned, raised)"
    ]


def test_what_the_reference_is_in_two_minds_about_is_named() -> None:
    class Wavering(Stage):
        def perform(self, trial: WireTrial, *, control: bool = False) -> WirePerformance:
            return WirePerformance(side(Returned(1), "LoadCollection"), side(Returned(2), "LoadCollection"))

    stage: Any = Wavering([])
    examination = examine("wire.x/load", stage, WireTrial(LOAD))
    assert not examination.findings
    assert [fact for fact in examination.facts if fact.startswith("unstable")] == [
        "unstable",
        "unstable: value result",
    ]


@pytest.mark.parametrize("trial", [ALONE, AFTER], ids=["a parameter", "a call before"])
@pytest.mark.parametrize("anyway", [PARAM, OK], ids=["shows without it", "shows with it only"])
def test_what_shows_without_the_trigger_is_not_named_after_it(trial: WireTrial, anyway: Outcome) -> None:
    bare = WireTrial(LOAD)
    plays = [(trial, before(trial, OK), before(trial, PARAM)), (bare, side(OK), side(anyway))]
    assert triggers(Client, *plays) == ["" if anyway is PARAM else trial.trigger]


def before(trial: WireTrial, outcome: Outcome) -> WireSide:
    return replace(side(outcome), prelude=tuple(Call(OK) for _ in trial.prelude))


def test_faults_and_wrong_arguments_are_told_apart_by_their_triggers() -> None:
    one, other = replace(fault("Flush"), trigger="Flush 700"), replace(fault("Flush"), trigger="Flush late")
    plain = WireTrial(LOAD)
    for trial in (one, other):
        sides = [side(REFUSED, "Flush"), side(OK, "Flush")]
        fine = (replace(plain, trigger=trial.trigger), side(OK, "Flush"), side(OK, "Flush"))
        assert triggers(Client, (trial, *sides), fine) == [trial.trigger]
