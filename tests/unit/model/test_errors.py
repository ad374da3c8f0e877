"""What code reads of an error is recorded, and how an error that cannot be asked answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pymilvus import MilvusException
from pymilvus.exceptions import ParamError

from conformance.compare import compare_outcomes
from conformance.model import Raised
from conformance.model.codec import decode, encode
from conformance.model.errors import cause, raised


def caught(act: Callable[[], Any]) -> BaseException:
    try:
        act()
    except Exception as error:
        return error
    raise AssertionError


def kinds(reference: BaseException, candidate: BaseException, *words: str) -> list[tuple[str, str]]:
    sides = raised(reference), raised(candidate)
    assert compare_outcomes(*sides) == ()
    return [item.aspect for item in compare_outcomes(*sides, words=words)]


def test_properties_but_texts_code_and_message_are_read() -> None:
    reads = dict(raised(MilvusException(5, "text", 8)).reads)
    assert reads.pop("compatible_code") == 8
    assert not {"code", "message"} & reads.keys()
    assert raised(ValueError("text")).reads == {}


def test_a_property_that_raises_says_so_in_its_place() -> None:
    class OddError(Exception):
        @property
        def state(self) -> int:
            raise KeyError

    assert raised(OddError()).reads == {}  # a text, as what asking gave is one
    assert kinds(OddError(), OddError()) == []


def chained(error: BaseException, before: BaseException | None, *, hidden: bool = False) -> BaseException:
    def act() -> None:
        try:
            if before is not None:
                raise before
        except Exception:
            if hidden:
                raise error from None
            raise error  # noqa: B904
        raise error

    return caught(act)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (chained(ValueError(), None), ""),
        (chained(ValueError(), ParamError(message="a")), "pymilvus.exceptions.ParamError 1"),
        (chained(ValueError(), KeyError("a"), hidden=True), ""),
    ],
)
def test_the_cause_is_what_a_user_is_told_of_the_error_before(error: BaseException, told: str) -> None:
    assert cause(error) == told


def test_an_error_that_is_its_own_cause_comes_from_what_was_handled() -> None:
    def act() -> None:
        try:
            int("a")
        except ValueError as before:
            error = KeyError("b")
            try:
                raise error from before
            except KeyError as again:
                raise again from again

    assert cause(caught(act)) == "ValueError"


def test_other_words_for_the_same_are_no_difference() -> None:
    one, other = MilvusException(1, "books: not found (100)"), MilvusException(1, "there is no 100, books")
    assert kinds(one, other, "books", "100") == []
    assert kinds(one, MilvusException(1, "bookshelf, 1000"), "books", "100") == [("error-message", "result")]


def test_values_and_causes_are_compared() -> None:
    assert kinds(MilvusException(1, "a", 4), MilvusException(1, "a", 5)) == [
        ("error-value", "result(.compatible_code)")
    ]
    assert kinds(chained(ValueError(), KeyError()), ValueError()) == [("error-cause", "result")]


def test_an_error_is_stored_with_what_is_read_of_it() -> None:
    outcome = raised(chained(MilvusException(5, "text", 8), KeyError()))
    stored = decode(encode(outcome))
    assert (stored, stored.reads, stored.cause) == (outcome, outcome.reads, "KeyError")
    assert encode(Raised("E", 1, "")).get("$Raised", {}).keys() == {"type", "code", "message", "elapsed"}
