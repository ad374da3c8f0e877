"""Texts that are searched by their words: what such fields hold, and what they are asked for.

The one rule: every analyzer finds the same words in them (see `pytest_milvus.values.text`), and texts share words.
"""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from conformance.strategies.cells import Cell, listed, mapped, picked
from pytest_milvus.values.text import words

__all__ = ["search_texts", "text_cell"]

VOCABULARY = ("red", "fox", "sea", "Red", "FOX", "blue", "école", "мир", "42", "x1", "")
SEPARATORS = (" ", ", ", "-", "! ", " (", "\n")
MOST = 4
"""Words in a text."""

ABSENT = "absent"
"""A word that no text has."""


def search_texts(texts: Sequence[str | None]) -> st.SearchStrategy[str]:
    """Return texts to search with: a few words of some texts, in upper or lower case, and one that none has.

    Args:
        texts: What the searched field holds; none gives texts that find nothing.
    """
    known = sorted({word for text in texts if text for word in words(text)})
    chosen = st.lists(st.sampled_from([*known, ABSENT]), min_size=1, max_size=3, unique=True).map(" ".join)
    return st.tuples(chosen, st.booleans()).map(lambda drawn: drawn[0].upper() if drawn[1] else drawn[0])


def text_cell(max_length: int) -> Cell:
    """Return the cell of texts of at most so many bytes of UTF-8; the simplest is one word."""
    more = listed(Cell(2, lambda data: _SEPARATOR.decode(data[:1]) + _WORD.decode(data[1:])), MOST - 1)
    whole = Cell(1 + more.width, lambda data: _WORD.decode(data[:1]) + "".join(more.decode(data[1:])))
    return mapped(whole, lambda text: text.encode()[:max_length].decode(errors="ignore"))


_WORD, _SEPARATOR = picked(VOCABULARY), picked(SEPARATORS)
