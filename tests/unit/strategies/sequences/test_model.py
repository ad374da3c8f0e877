"""The model moves as a server does, and knows nothing where servers differ."""

import pytest

from conformance.model import ALIASES, NAMES, Operation
from conformance.strategies.sequences import UNKNOWN, State, after, expected
from conformance.strategies.state_machine.rules import creation
from conformance.strategies.state_machine.shapes import SHAPES

COLLECTION, OTHER = NAMES
ALIAS = ALIASES[0]
NUMBERED, NAMED = SHAPES.values()
READY = (
    creation(COLLECTION, NUMBERED),
    Operation("create_index", (COLLECTION, NUMBERED.indexes), {"sync": False}),
    Operation("load_collection", (COLLECTION,)),
    Operation("insert", (COLLECTION, [NUMBERED.row(0, 1), NUMBERED.row(1, 7)])),
)


def told(*acts):
    state = State()
    for act in acts:
        state = after(state, act, refused=False)
    return state


def ask(state, method, *args, **words):
    return expected(state, Operation(method, args, words))


def test_what_was_written_is_found():
    state = told(*READY)
    everything = {"filter": NUMBERED.everything, "output_fields": ["n"]}
    assert ask(state, "query", COLLECTION, **everything).answer == {"0": 1, "1": 7}
    assert ask(state, "query", COLLECTION, filter="n < 5", output_fields=["count(*)"]).answer == 1
    assert ask(state, "get", COLLECTION, ids=[1, 2]).answer == {"1": 7}
    assert ask(state, "search", COLLECTION, [[0.25, 1.25]], limit=10).answer == ["0", "1"]
    gone = after(state, Operation("delete", (COLLECTION,), {"ids": [0]}), refused=False)
    assert ask(gone, "query", COLLECTION, **everything).answer == {"1": 7}


def test_a_refused_call_changes_nothing():
    state = told(*READY)
    assert after(state, Operation("drop_collection", (COLLECTION,)), refused=True).tables == state.tables


def test_an_alias_stands_for_what_it_was_altered_to():
    state = told(
        *READY,
        creation(OTHER, NUMBERED),
        Operation("create_alias", (COLLECTION, ALIAS)),
        Operation("alter_alias", (OTHER, ALIAS)),
    )
    assert ask(state, "describe_alias", ALIAS).answer == OTHER.label
    assert ask(state, "list_aliases", COLLECTION).answer == []
    assert ask(state, "list_aliases", OTHER).answer == [ALIAS.label]


def test_a_renamed_collection_keeps_rows_and_aliases():
    state = told(
        *READY,
        Operation("create_alias", (COLLECTION, ALIAS)),
        Operation("rename_collection", (COLLECTION, OTHER)),
    )
    assert ask(state, "has_collection", COLLECTION).answer is False
    assert state.aliases == {ALIAS.label: OTHER.label}
    assert set(state.tables[OTHER.label].rows) == {0, 1}


def test_no_answer_is_expected_under_a_name_that_meant_something_else():
    state = told(
        *READY,
        Operation("create_alias", (COLLECTION, ALIAS)),
        Operation("get", (ALIAS,), {"ids": [0]}),
        creation(OTHER, NAMED),
        Operation("alter_alias", (OTHER, ALIAS)),
    )
    assert ask(state, "insert", ALIAS, [NAMED.row("a", 1)]).refused is None
    assert ask(state, "insert", OTHER, [NAMED.row("a", 1)]).refused is False


def test_an_alias_whose_collection_was_dropped_may_be_there_or_not():
    gone = told(
        *READY,
        Operation("create_alias", (COLLECTION, ALIAS)),
        Operation("drop_collection", (COLLECTION,)),
        creation(OTHER, NUMBERED),
    )
    assert ask(gone, "describe_alias", ALIAS).refused is None
    assert ask(gone, "create_alias", OTHER, ALIAS).refused is None
    assert ask(gone, "list_aliases", OTHER).refused is None
    again = after(gone, Operation("create_alias", (OTHER, ALIAS)), refused=False)
    assert ask(again, "describe_alias", ALIAS).answer == OTHER.label


def test_statistics_count_what_was_flushed_and_never_changed():
    state = told(*READY)
    assert ask(state, "get_collection_stats", COLLECTION).answer is UNKNOWN
    flushed = after(state, Operation("flush", (COLLECTION,)), refused=False)
    assert ask(flushed, "get_collection_stats", COLLECTION).answer == 2
    changed = after(flushed, Operation("delete", (COLLECTION,), {"ids": [0]}), refused=False)
    again = after(changed, Operation("flush", (COLLECTION,)), refused=False)
    assert ask(again, "get_collection_stats", COLLECTION).answer is UNKNOWN


@pytest.mark.parametrize(
    ("acts", "call", "refused"),
    [
        ((), Operation("query", (COLLECTION,), {"filter": "id >= 0"}), True),
        ((), Operation("drop_collection", (COLLECTION,)), False),
        ((), Operation("describe_alias", (ALIAS,)), True),
        (READY, creation(COLLECTION, NAMED), True),
        (READY, creation(COLLECTION, NUMBERED), None),
        (READY, Operation("drop_index", (COLLECTION, "vector")), True),
        (READY, Operation("insert", (COLLECTION, [NAMED.row("a", 1)])), True),
        (READY, Operation("insert", (COLLECTION, [NUMBERED.row(2, 1)]), {"partition_name": "p"}), True),
        (READY, Operation("drop_partition", (COLLECTION, "_default")), True),
        (
            (*READY, Operation("release_collection", (COLLECTION,))),
            Operation("get", (COLLECTION,), {"ids": [0]}),
            True,
        ),
        (
            (*READY, Operation("create_alias", (COLLECTION, ALIAS))),
            Operation("rename_collection", (COLLECTION, ALIAS)),
            True,
        ),
        (
            (*READY, Operation("create_alias", (COLLECTION, ALIAS))),
            Operation("drop_collection", (COLLECTION,)),
            None,
        ),
    ],
    ids=lambda value: value.method if isinstance(value, Operation) else "",
)
def test_what_is_refused(acts, call, refused):
    assert expected(told(*acts), call).refused is refused
