"""What a caller changes is all that can be changed, however deep."""

from conformance.clients.spoiling import spoil


def test_lists_and_dictionaries_are_emptied_and_all_else_stays() -> None:
    inner, row, held = [1], {"k": {"deep": 1}}, ([2],)
    deep = row["k"]
    result = [inner, row, held, "text"]
    spoil(result)
    assert (result, inner, row, deep, held) == ([], [], {}, {}, ([2],))
    spoil(None)


class Fixed(list[int]):
    def clear(self) -> None:
        raise TypeError


def test_what_cannot_be_changed_ends_nothing() -> None:
    spoil(fixed := Fixed([1]))
    assert fixed == [1]
