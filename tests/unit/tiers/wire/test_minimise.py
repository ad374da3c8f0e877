"""Test cases are made smaller, as long as they stay what they are about."""

from conformance.compare.differences import Difference
from conformance.exploration.finding import Finding
from conformance.model import Operation
from conformance.tiers.wire.case import Setting, WireTestCase
from conformance.tiers.wire.minimise import minimise
from pytest_milvus.mock_server import Full, Refusal, Rule, Script
from pytest_milvus.values.many import NUMBER, Many

RULE = Rule("LoadCollection", Refusal(700))


def smallest(test_case: WireTestCase) -> WireTestCase:
    """Return what is left of a test case if every smaller one shows the same."""

    def finding(test_case: WireTestCase) -> Finding:
        return Finding("wire.x/load", Difference("type", "result", 1, 2), test_case, {}, {})

    return minimise(finding(test_case), finding).test_case


def test_calls_before_answers_and_arguments_are_left_out() -> None:
    before = (Operation("use_database", ("other",)),)
    test_case = WireTestCase(Operation("load", ("books",), {"timeout": 5}), before, setting=Setting(token=""))
    assert smallest(test_case) == WireTestCase(Operation("load", ("books",)))


def test_a_fault_keeps_a_fault() -> None:
    test_case = WireTestCase(Operation("load", ("books",)), script=Script((RULE, RULE)))
    assert smallest(test_case) == WireTestCase(Operation("load", ("books",)), script=Script((RULE,)))


def test_of_hundreds_few_are_left() -> None:
    script = Script((Rule("Query", Full(1025)),))
    test_case = WireTestCase(
        Operation("query", (), {"ids": Many(NUMBER, 1025)}), script=script, trigger="ids"
    )
    few = Script((Rule("Query", Full(1)),))
    assert smallest(test_case) == WireTestCase(
        Operation("query", (), {"ids": Many(NUMBER, 1)}), script=few, trigger="ids"
    )


def test_what_a_trial_is_about_stays() -> None:
    before, words = (Operation("close"),), {"timeout": 5, "level": 1}
    about = WireTestCase(Operation("load", ("books",), words), before, trigger="level")
    assert smallest(about) == WireTestCase(Operation("load", ("books",), {"level": 1}), trigger="level")
    after = WireTestCase(Operation("load", ("books",), words), before, trigger="after close")
    assert smallest(after) == WireTestCase(Operation("load", ("books",)), before, trigger="after close")
