"""Trials are made smaller, as long as they stay what they are about."""

from conformance.compare.differences import Difference
from conformance.exploration.finding import Finding
from conformance.model import Operation
from conformance.tiers.wire.case import Setting, WireTrial
from conformance.tiers.wire.minimise import reduce
from pytest_milvus.mock_server import Refusal, Rule, Script

RULE = Rule("LoadCollection", Refusal(700))


def smallest(trial: WireTrial) -> WireTrial:
    """Return what is left of a trial if every smaller one shows the same."""

    def finding(trial: WireTrial) -> Finding:
        return Finding("wire.x/load", Difference("type", "result", 1, 2), trial, {}, {})

    return reduce(finding(trial), finding).trial


def test_calls_before_answers_and_arguments_are_left_out() -> None:
    before = (Operation("use_database", ("other",)),)
    trial = WireTrial(Operation("load", ("books",), {"timeout": 5}), before, setting=Setting(token=""))
    assert smallest(trial) == WireTrial(Operation("load", ("books",)))


def test_a_fault_keeps_a_fault() -> None:
    trial = WireTrial(Operation("load", ("books",)), script=Script((RULE, RULE)))
    assert smallest(trial) == WireTrial(Operation("load", ("books",)), script=Script((RULE,)))


def test_what_a_trial_is_about_stays() -> None:
    before, words = (Operation("close"),), {"timeout": 5, "level": 1}
    about = WireTrial(Operation("load", ("books",), words), before, trigger="level")
    assert smallest(about) == WireTrial(Operation("load", ("books",), {"level": 1}), trigger="level")
    after = WireTrial(Operation("load", ("books",), words), before, trigger="after close")
    assert smallest(after) == WireTrial(Operation("load", ("books",)), before, trigger="after close")
