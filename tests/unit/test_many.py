"""Many values alike: each differs by its number, all print in one line, and fewer are tried from one on."""

from __future__ import annotations

from typing import Any

from conformance.model.codec import decode, encode
from pytest_milvus.values.many import NUMBER, Many, Number
from pytest_milvus.values.recipe import Made, build, code, imports

ROWS = Many({"id": NUMBER, "vector": [Number(1), 0.5], "name": Number(text=True)}, 3)


def test_each_item_has_its_number() -> None:
    assert build(ROWS) == [
        {"id": number, "vector": [number + 1, 0.5], "name": str(number)} for number in range(3)
    ]


def test_its_code_makes_the_same() -> None:
    assert eval(code(ROWS)) == build(ROWS)
    assert len(code(Many(ROWS.item, 10_000)).splitlines()) == 1


def test_items_are_made_afresh() -> None:
    first, second = build(Many([Made("builtins:list", ([NUMBER],))], 2)), build(ROWS)
    assert first == [[[0]], [[1]]]
    assert build(ROWS)[0] is not second[0]
    assert imports(Many(Made("numpy:array", ([NUMBER],)), 2)) == {"from numpy import array"}


def test_it_is_stored_as_it_is() -> None:
    assert decode(encode(ROWS)) == ROWS


def test_fewer_are_one_half_and_so_on_to_one_less() -> None:
    assert [item.count for item in Many(NUMBER, 8).fewer()] == [1, 4, 6, 7]
    assert [item.count for item in Many(NUMBER, 1).fewer()] == [1]


def threshold(count: int, enough: int) -> int:
    """Return how many are left of so many if a bug needs enough of them, as a run makes them fewer."""
    some, tried = Many(NUMBER, count), set[Any]()
    while smaller := next(
        (item for item in some.fewer() if item.count >= enough and item not in tried), None
    ):
        if smaller == some:
            break
        tried.add(smaller)
        some = smaller
    return some.count


def test_what_a_bug_needs_is_found() -> None:
    assert threshold(1025, 257) == 257
    assert threshold(300, 1) == 1
