"""What is wrong with an answer that two clients may well agree on.

The one rule: a problem is named by the promise that it breaks, never by generated values, so that one bug has one name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["UNREADABLE", "Problem"]

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
