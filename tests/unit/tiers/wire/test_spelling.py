"""Calls are spelled so that both clients understand them; what differs there is the surface tier's to tell."""

from typing import Any

import pytest

from conformance.model import Operation
from conformance.tiers.wire.adaptation import adapted, by_name, spelled, swallowed, without
from conformance.tiers.wire.case import LITERAL, WireTestCase


class Reference:
    def move(self, source_group: str, target_group: str, count: int = 1, timeout: Any = None) -> None: ...
    def load(self, name: str, timeout: Any = None, **kwargs: Any) -> None: ...
    def find(self, name: str, marker: Any = None, ids: Any = None, **kwargs: Any) -> None: ...
    def strict(self, name: str, **kwargs: Any) -> None: ...
    def same(self, name: str, timeout: Any = None) -> None: ...


class Candidate:
    def move(self, source: str, target: str, count: int = 1, timeout: Any = None) -> None: ...
    def load(self, name: str, parts: Any = None, timeout: Any = None, **kwargs: Any) -> None: ...
    def find(self, name: str, ids: Any = None, **kwargs: Any) -> None: ...
    def strict(self, name: str) -> None: ...
    def same(self, *args: Any, **kwargs: Any) -> None: ...


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (Operation("move", (), {"source_group": "a", "target_group": "b"}), Operation("move", ("a", "b"))),
        (
            Operation("move", ("a",), {"target_group": "b", "count": 2}),
            Operation("move", ("a", "b"), {"count": 2}),
        ),
        (Operation("move", ("a", "b", 2, 5)), Operation("move", ("a", "b", 2, 5))),
        (Operation("load", ("books", 5)), Operation("load", ("books",), {"timeout": 5})),
        (
            Operation("find", ("books", "<b>", [1])),
            Operation("find", ("books",), {"marker": "<b>", "ids": [1]}),
        ),
        (Operation("strict", ("books",), {"hidden": 1}), Operation("strict", ("books",))),
        (Operation("same", ("books", 5)), Operation("same", ("books", 5))),
    ],
    ids=str,
)
def test_a_call_is_spelled_for_both(given: Operation, expected: Operation) -> None:
    assert spelled(given, Reference, Candidate) == expected


@pytest.mark.parametrize(
    "wrong",
    [
        Operation("move", (), {"target_group": "b"}),
        Operation("move", ("a",), {"source_group": "a", "target_group": "b"}),
        Operation("same", ("books", 5, 6)),
        Operation("same", ("books",), {"no_such_argument": 1}),
        Operation("no_such_method"),
    ],
    ids=str,
)
def test_what_is_wrong_stays_wrong(wrong: Operation) -> None:
    assert spelled(wrong, Reference, Candidate) == wrong


def test_equal_signatures_leave_calls_alone() -> None:
    act = Operation("load", ("books", 5), {"no_such_argument": 1})
    assert spelled(act, Reference, Reference) == act


def test_all_calls_of_a_trial_are_spelled() -> None:
    act, shared = Operation("load", ("books", 5)), Operation("load", ("books",), {"timeout": 5})
    test_case = WireTestCase(act, (act,), valid=act)
    assert adapted(test_case, Reference, Candidate) == WireTestCase(shared, (shared,), valid=shared)
    assert adapted(test_case, None, Candidate) == test_case


def test_a_call_by_name_leaves_out_defaults_and_what_has_no_name():
    class Client:
        def load(self, a, /, b, c=1, d=2): ...

    act = Operation("load", (1, 2, 1, 3), {"e": 4})
    assert by_name(act, Client) == Operation("load", (1,), {"b": 2, "d": 3, "e": 4})
    assert without(act, "d", Client) == Operation("load", (1,), {"b": 2, "e": 4})
    assert without(act, "b: bool", Client) == Operation("load", (1,), {"d": 3, "e": 4})
    assert without(act, "by position", Client) == by_name(act, Client)
    assert without(act, "required only", Client) is None
    many = Operation("load", (1, 2, 3, 4, 5))
    assert by_name(many, Client) == many


class Swallowing:
    def move(self, source: str, target: str, number: int = 1, timeout: Any = None, **words: Any) -> None: ...
    def find(self, name: str, marker: Any = None, ids: Any = None, **kwargs: Any) -> None: ...


@pytest.mark.parametrize(
    ("method", "lost"), [("move", ["count"]), ("find", []), ("same", []), ("no_such_method", [])]
)
def test_names_that_a_candidate_swallows_are_found(method: str, lost: list[str]) -> None:
    assert swallowed(Reference, Swallowing, method) == lost
    assert not swallowed(Reference, Candidate, method)


def test_a_name_that_is_swallowed_stays_while_all_others_are_spelled() -> None:
    act = Operation("move", (), {"source_group": "a", "target_group": "b", "count": 2})
    test_case = WireTestCase(act, trigger=f"count{LITERAL}")
    assert adapted(test_case, Reference, Swallowing).act == Operation("move", ("a", "b"), {"count": 2})
    assert adapted(WireTestCase(act), Reference, Swallowing).act == Operation("move", ("a", "b", 2))
