"""What is wrong with an answer that two clients may well agree on.

The one rule: a problem is named by the promise that it breaks, never by generated values, so that one bug has one name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

__all__ = ["ENDING", "UNREADABLE", "Problem", "read"]

ENDING = ""
"""In place of an expression: how the call ends, ``returned`` or ``raised``."""

UNREADABLE = "an answer that can be read"
"""What is broken where the oracle cannot make out what an answer says."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an answer.

    Attributes:
        promise: What the exact answer has, for example ``number of rows``.
        text: What is wrong, one sentence.
        look: A Python expression that shows it in the result, which is called ``value``.
        due: What that expression gives of the exact answer.
    """

    promise: str
    text: str
    look: str
    due: Any

    def __str__(self) -> str:
        return self.text


def read(judge: Callable[[Any], Iterable[Problem]], value: Any) -> list[Problem]:
    """Return what is wrong with an answer; that it cannot be read is a problem like any other.

    Args:
        judge: Reads the answer.
        value: The answer, as plain values.
    """
    try:
        return list(judge(value))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        return [Problem(UNREADABLE, f"{error!r} in reading {value!r}", "value", "something else")]
