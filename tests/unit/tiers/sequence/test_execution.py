"""Call sequences that stand together are told together, each by clients of its own, and not too many at once."""

import itertools
from types import SimpleNamespace

import pytest

from conformance.clients import Call
from conformance.clients.equalities import Equalities
from conformance.model import NAMES, CallSequence, Operation, Returned
from conformance.tiers.sequence import execution as execution
from conformance.tiers.sequence.execution import AT_ONCE, SequenceDriver

SEQUENCE_CHECK = CallSequence((Operation("create_index", NAMES[:1]), Operation("has_collection", NAMES[:1])))
SEQUENCES = [
    CallSequence((SEQUENCE_CHECK.acts[0], Operation("has_partition", (NAMES[0], f"p{number}"))))
    for number in range(2 * AT_ONCE)
]


class Client:
    """A caller that answers everything alike."""

    def __init__(self, living):
        self.living, self.methods = living, []

    def start(self, act, names):
        self.living.add(self)
        self.methods.append(act.method)

    def finish(self, pending):
        return Call(Returned(None))

    def close(self):
        self.living.discard(self)


class TwinsDriver:
    """A driver that counts the clients at work."""

    server = SimpleNamespace(engine="embedded")
    candidate = SimpleNamespace(equalities=Equalities())
    lacks = ()
    collections = SimpleNamespace(require_life=lambda outcome, act: None)

    def __init__(self):
        self.living, self.most, self.made = set(), 0, 0
        self.readers = (Client(set()), Client(set()))
        self.new_name = map("x_{}".format, itertools.count()).__next__

    def candidate_offers(self, method):
        return method not in self.lacks

    def actors(self, *, control, fresh):
        assert fresh
        self.most = max(self.most, len(self.living))
        self.made += 1
        self.last = Client(self.living), Client(self.living)
        return self.last


@pytest.fixture(autouse=True)
def nothing_is_read(monkeypatch):
    monkeypatch.setattr(execution, "ending", lambda reader, names: {})
    monkeypatch.setattr(execution, "clear", lambda reader, names, left: None)


def test_what_the_candidate_lacks_is_done_for_it():
    driver = TwinsDriver()
    driver.lacks = ("create_index",)
    SequenceDriver([driver]).tell(SEQUENCE_CHECK)
    assert [reader.methods for reader in driver.readers] == [[], ["create_index"]]
    assert [actor.methods for actor in driver.last] == [
        ["create_index", "has_collection"],
        ["has_collection"],
    ]


def test_neighbours_are_told_ahead_by_new_clients_that_are_closed():
    driver = TwinsDriver()
    sequences = SequenceDriver([driver], ["get", "query"])
    chosen = {
        "get": [(sequence, "") for sequence in SEQUENCES],
        "query": [(CallSequence(SEQUENCE_CHECK.acts[:1]), "")],
    }

    assert sequences.executed_ahead("get", chosen.__getitem__) == chosen["get"]
    assert driver.made == 2 * AT_ONCE + 1
    assert driver.most <= 2 * AT_ONCE
    assert not driver.living

    assert sequences.executed_ahead("query", chosen.__getitem__) == chosen["query"]
    assert sequences.tell(chosen["query"][0][0]).reference.calls == (Call(Returned(None)),)
    assert driver.made == 2 * AT_ONCE + 1
    sequences.tell(SEQUENCE_CHECK, control=True)
    assert driver.made == 2 * AT_ONCE + 2


def test_several_stages_share_the_stories():
    drivers = [TwinsDriver(), TwinsDriver()]
    sequences = SequenceDriver(drivers)
    sequences.executed_ahead("get", lambda method: [(sequence, "") for sequence in SEQUENCES])
    assert [driver.made for driver in drivers] == [AT_ONCE, AT_ONCE]
    assert sequences.tell(SEQUENCES[1]).candidate.calls == (Call(Returned(None)),) * 2
