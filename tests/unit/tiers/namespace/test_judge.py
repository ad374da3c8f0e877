"""Two sides of a namespace test case, compared."""

from __future__ import annotations

from typing import Any

from conformance.clients import Call
from conformance.model import Operation, Outcome, Raised, Returned, TimedOut, Typed
from conformance.model.namespace import NamespaceTestCase
from conformance.twins.namespaces.judge import Sides, differences, examine
from conformance.twins.namespaces.namespaces import NamespaceSide

TEST_CASE = NamespaceTestCase(
    (Operation("drop_alias"), Operation("create_alias"), Operation("list_aliases")), prepared=1
)
FINE = Returned(None)


def side(*outcomes: Outcome, state: dict[str, Any] | None = None) -> NamespaceSide:
    return NamespaceSide(tuple(Call(outcome) for outcome in outcomes), state)


def found(left: NamespaceSide, right: NamespaceSide) -> list[str]:
    return [f"{item.kind} {item.path}" for item in differences(TEST_CASE, (left, right))]


def test_equal_sides_do_not_differ() -> None:
    assert not found(side(FINE, FINE, FINE, state={"alias": 1}), side(FINE, FINE, FINE, state={"alias": 1}))


def test_the_call_and_what_follows_are_told_apart() -> None:
    refused = Raised("E", 1, "")

    assert found(side(FINE, FINE, FINE), side(FINE, refused, Returned(2))) == [
        "outcome result (returned, raised)"
    ]
    assert found(side(FINE, FINE, FINE), side(FINE, FINE, Returned(2))) == ["type then"]


def test_a_result_of_another_type_does_not_hide_what_follows() -> None:
    assert found(side(FINE, FINE, FINE), side(FINE, Returned(1), Returned(2))) == ["type result", "type then"]


def test_nothing_is_judged_after_a_preparation_that_ended_differently() -> None:
    assert not found(side(FINE, FINE, FINE), side(Raised("E", 1, ""), Returned(1), FINE))


def test_an_end_state_differs_by_part() -> None:
    left, right = {"alias": {"a": 1}, "user": 1}, {"alias": {"a": 2, "b": 3}, "user": 1}

    assert found(side(FINE, FINE, FINE, state=left), side(FINE, FINE, FINE, state=right)) == ["state alias"]


def test_an_async_thing_is_the_twin_of_a_thing() -> None:
    one, other = Returned(Typed("m.Session", {})), Returned(Typed("m.AsyncSession", {}))

    assert not found(side(FINE, one, FINE), side(FINE, other, FINE))


def test_a_changed_argument_is_a_difference() -> None:
    changed = NamespaceSide((Call(FINE), Call(FINE, ([1], [])), Call(FINE)), None)

    assert found(side(FINE, FINE, FINE), changed) == ["mutated arguments"]


def test_what_the_reference_shows_against_itself_is_unstable() -> None:
    def play(test_case: NamespaceTestCase, control: bool) -> Sides:
        return side(FINE, FINE, FINE), side(FINE, Returned(1), FINE)

    examination = examine("live.call/create_alias", play, TEST_CASE)

    assert not examination.findings
    assert "unstable" in examination.facts


def test_facts_tell_how_much_was_proved() -> None:
    def facts(outcome: Outcome) -> tuple[str, ...]:
        both = side(FINE, outcome, FINE)
        return examine("live.call/create_alias", lambda test_case, control: (both, both), TEST_CASE).facts

    assert facts(FINE) == ("succeeded",)
    assert facts(TimedOut(1.0)) == ("timed out",)
    assert facts(Raised("E", "UNIMPLEMENTED", "")) == ("both refused", "not offered")


VISIT = NamespaceTestCase(
    (Operation("update_password"), Operation("search"), Operation("update_password")),
    1,
    ("host", "user", "host"),
)
DENIED = Raised("grpc.RpcError", "PERMISSION_DENIED", "")


def test_who_is_not_let_in_is_denied() -> None:
    sides = side(FINE, DENIED, FINE), side(FINE, DENIED, FINE)
    assert examine("live.access/search", lambda test_case, control: sides, VISIT).facts == ("denied",)


def test_what_a_trusted_client_does_is_not_judged() -> None:
    sides = side(FINE, DENIED, FINE), side(FINE, DENIED, DENIED)
    assert list(differences(VISIT, sides)) == []


def test_who_is_let_in_by_one_client_only_is_a_difference() -> None:
    sides = side(FINE, DENIED, FINE), side(FINE, FINE, FINE)
    assert [item.kind for item in differences(VISIT, sides)] == ["outcome"]
