"""Call sequences mostly make sense, are the same for the same seed, and shrink to what a call needs."""

from collections import Counter
from functools import cache

import pytest
from hypothesis import find, settings

from conformance.exploration.sampling import ROUND, draws
from conformance.model import ALIASES, NAMES, Operation, Placeholder
from conformance.model.codec import decode, encode
from conformance.strategies.sequences import State, after, expected, known_methods, sequences

LITE = frozenset({"aliases", "partitions", "upsert_moves", "flush"})


@cache
def drawn(method, count=ROUND, seed=0, capabilities=LITE):
    return tuple(sequence for sequence, _ in draws(sequences(method, capabilities=capabilities), count, seed))


def expectations(sequence):
    state = State()
    for act in sequence.acts:
        wanted = expected(state, act)
        yield act, wanted, state
        state = after(state, act, refused=wanted.refused is True)


@pytest.mark.parametrize("method", known_methods())
def test_a_story_ends_with_its_method_and_most_make_sense(method):
    found = drawn(method)
    ends = Counter(list(expectations(sequence))[-1][1].refused for sequence in found)
    assert {sequence.acts[-1].method for sequence in found} == {method}
    assert ends[True] <= len(found) / 2
    assert max(len(sequence.acts) for sequence in found) >= 6


def test_calls_before_the_last_one_mostly_make_sense_and_some_do_not():
    every = [
        wanted.refused
        for method in known_methods()
        for sequence in drawn(method)
        for _, wanted, _ in expectations(sequence)
    ]
    assert 0.02 < every.count(True) / len(every) < 0.2


def test_the_same_seed_tells_the_same_stories():
    again = drawn.__wrapped__  # not the call sequences that are kept
    assert drawn("query", seed=7) == again("query", seed=7) != drawn("query", seed=8)


def test_stories_are_stored_without_loss():
    for sequence in drawn("search"):
        assert decode(encode(sequence)) == sequence


def test_a_key_is_never_inserted_twice():
    for method in known_methods():
        for sequence in drawn(method):
            for act, _, state in expectations(sequence):
                table = state.table(act.args[0].label) if act.method == "insert" else None
                if table is not None:
                    assert not {row.get(table.form.key) for row in act.args[1]} & set(table.rows)


def test_nothing_but_placeholders_names_collections_and_aliases():
    def names(act: Operation):
        count = 2 if act.method in ("rename_collection", "create_alias", "alter_alias") else 1
        return act.args[:count]

    for method in known_methods():
        for sequence in drawn(method):
            used = {name for act in sequence.acts for name in names(act)}
            assert used <= {*NAMES, *ALIASES}
            assert all(isinstance(name, Placeholder) for name in used)


def test_what_an_engine_lacks_is_tried_in_its_own_stories_only():
    acts = [act.method for sequence in drawn("query", 24, capabilities=frozenset()) for act in sequence.acts]
    assert not {method for method in acts if "alias" in method or "partition" in method}


def test_a_story_shrinks_to_what_its_call_needs():
    def finds(sequence):
        return isinstance(list(expectations(sequence))[-1][1].answer, dict)

    small = find(
        sequences("query", capabilities=LITE), finds, settings=settings(database=None, max_examples=2000)
    )
    assert [act.method for act in small.acts] == [
        "create_collection",
        "create_index",
        "load_collection",
        "insert",
        "query",
    ]
