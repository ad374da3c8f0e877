"""What a call sequence left is dropped, and nothing else is asked for."""

from typing import Any

import pytest

from conformance.clients import Call
from conformance.model import ALIASES, NAMES, Operation, Raised, Returned
from conformance.tiers.sequence.ending import clear, ending

LABELS = [item.label for item in (*NAMES, *ALIASES)]
REAL = {label: f"real_{label}" for label in LABELS}
FIRST, SECOND = (item.label for item in NAMES)
ALIAS = ALIASES[0].label


class Reader:
    """A reader of a server with one collection, which has an alias."""

    def __init__(self) -> None:
        self.calls: list[Operation] = []

    def run(self, operation: Operation) -> Call:
        self.calls.append(operation)
        answers: dict[str, Any] = {
            "has_collection": operation.args[0] == REAL[FIRST],
            "describe_collection": {"fields": [{"name": "name", "type": "VARCHAR", "is_primary": True}]},
            "list_aliases": {"aliases": [REAL[ALIAS]]},
            "query": [{"name": "a"}],
        }
        return Call(Returned(answers.get(operation.method, [])))

    @property
    def dropped(self) -> list[str]:
        return [call.args[0] for call in self.calls if call.method.startswith("drop_")]


@pytest.fixture
def reader() -> Any:
    return Reader()


def test_a_collection_is_described_once_and_its_rows_are_read_by_its_own_key(reader):
    state = ending(reader, REAL)
    assert state[SECOND] == {"exists": False}
    assert state[FIRST]["rows"] == [{"name": "a"}]
    assert state[FIRST]["aliases"] == [f"<{ALIAS}>"]
    assert [call.method for call in reader.calls].count("describe_collection") == 1
    assert [call.kwargs["filter"] for call in reader.calls if call.method == "query"] == ['name >= ""']


def test_what_is_there_is_dropped(reader):
    clear(reader, REAL, ending(reader, REAL))
    assert reader.dropped == [REAL[ALIAS], REAL[FIRST]]


def test_all_is_dropped_where_nobody_looked(reader):
    clear(reader, REAL, None)
    assert sorted(reader.dropped) == sorted(REAL.values())


def test_what_could_not_be_asked_for_is_dropped(reader):
    refusal = Raised("MilvusException", 1, "not now")
    clear(reader, REAL, {FIRST: {"exists": True, "aliases": refusal}, SECOND: {"exists": refusal}})
    assert sorted(reader.dropped) == sorted(REAL.values())
