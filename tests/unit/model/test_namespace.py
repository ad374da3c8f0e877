"""Names of the world as placeholders."""

from __future__ import annotations

from conformance.model import Made, Operation, Placeholder
from conformance.model.codec import decode, encode
from conformance.model.namespace import NamespaceTestCase, named, spoken

BOOKS, SHELF = Placeholder("books"), Placeholder("shelf")


def test_names_are_replaced_in_arguments_containers_keys_and_recipes() -> None:
    act = Operation(
        "any", ("books", ["books", 1]), {"a": {"shelf": Made("m:f", ("books",))}, "b": "other text"}
    )

    assert named(act) == Operation(
        "any", (BOOKS, [BOOKS, 1]), {"a": {SHELF: Made("m:f", (BOOKS,))}, "b": "other text"}
    )


def test_what_is_bound_prints_with_real_names() -> None:
    act = named(Operation("alter_alias", ("books",), {"alias": "shelf"}))

    assert act.bind({"books": "x_books", "shelf": "x_shelf"}).code() == (
        "client.alter_alias('x_books', alias='x_shelf')"
    )


def test_calls_speak_of_the_names_in_them() -> None:
    acts = [
        named(Operation("alter_alias", ("books",))),
        named(Operation("drop", (), {"x": ["shelf", "chair"]})),
    ]

    assert spoken(acts) == {"books", "shelf"}


def test_a_trial_is_about_the_first_call_that_does_not_prepare() -> None:
    first, second, third = (Operation(name) for name in ("drop_alias", "use_database", "list_collections"))
    test_case = NamespaceTestCase((first, second, third), prepared=1)

    assert test_case.act == second
    assert decode(encode(test_case)) == test_case
