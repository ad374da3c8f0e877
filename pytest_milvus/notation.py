"""One secret text in every notation that others may write it in, whole or cut off.

The one rule: a character counts as itself in either case, and as what ``repr`` (of text and of bytes), JSON, C, URLs,
HTML and Markdown make of it, once or several times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import groupby

__all__ = ["ESCAPED", "SecretText"]

_DEEP = 4
"""Backslashes of one escaped character, and levels of other notations; `pytest_milvus.decoding` takes more off."""

_MORE = rf"\\{{0,{_DEEP - 1}}}"
"""The backslashes after the first one."""

_NAMED = {"&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos"}
_LETTERS = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f", "\v": "v", "\a": "a", "\0": "0"}

_CUT = rf"\.{{2,}}|…|\\{{1,{_DEEP}}}u2026|&hellip;"
_ENDS = re.compile(rf"""\s*(?:{_CUT}|(?:\\*['"`]|&quot;|&\#x27;)?(?:\Z|\n))""")
"""What follows a text that was cut off, by whomever."""
_RESUMES = re.compile(_CUT)
"""What comes before the rest of a text whose middle was cut out."""


ESCAPED = re.compile(r"[\\%&+…]|\.\.\.")
"""What is in every text in which something is escaped, or was cut out."""


class SecretText:
    """Finds a text in other texts.

    Args:
        text: The secret.
        least: Characters of its beginning, or after a cut of its end, that are found as well.
        anywhere: Whether so long a beginning is found wherever it stands, and not only at a cut: it is no word.
        base64: Whether the text is base64, of which there are two alphabets.
    """

    def __init__(self, text: str, least: int, *, anywhere: bool, base64: bool = False) -> None:
        self._units = list(_units(text, base64=base64))
        self._text, self._base64 = text, base64
        self._least, self._anywhere = min(least, len(self._units)), anywhere

    @property
    def shortest(self) -> int:
        """The least number of characters that can hold a part that is found."""
        return self._least

    @property
    def heads(self) -> Iterator[str]:
        """Parts of the casefolded text one of which is there where nothing is escaped."""
        head = "".join(self._text[: self._least]).casefold()
        yield head
        if self._base64:
            yield head.translate({ord("+"): "-", ord("/"): "_"})

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where in a text the secret stands, and what is left of it at a cut: start and end."""
        yield from self._beginnings(text)
        if len(self._units) > self._least:
            yield from self._ends(text)

    @cached_property
    def _compiled(self) -> list[re.Pattern[str]]:
        return [re.compile(unit) for unit in self._units]

    @cached_property
    def _head(self) -> re.Pattern[str]:
        return re.compile("".join(self._units[: self._least]))

    @cached_property
    def _tail(self) -> re.Pattern[str]:
        return re.compile("".join(self._units[-self._least :]))

    def _beginnings(self, text: str) -> Iterator[tuple[int, int]]:
        place = 0
        while match := self._head.search(text, place):
            count, end = self._follow(text, match.end(), self._least)
            if self._anywhere or count == len(self._units) or _ENDS.match(text, end):
                yield match.start(), end
                place = end
            else:
                place = match.start() + 1

    def _follow(self, text: str, place: int, first: int) -> tuple[int, int]:
        """Return up to which unit a text goes on as the secret does, from one of them on, and where that ends."""
        for count in range(first, len(self._units)):
            match = self._compiled[count].match(text, place)
            if match is None:
                return count, place
            place = match.end()
        return len(self._units), place

    def _ends(self, text: str) -> Iterator[tuple[int, int]]:
        if not self._tail.search(text):
            return
        for cut in _RESUMES.finditer(text):
            for first in range(1, len(self._units) - self._least + 1):
                count, end = self._follow(text, cut.end(), first)
                if count == len(self._units):
                    yield cut.end(), end
                    break


def _units(text: str, *, base64: bool) -> Iterator[str]:
    """Yield an expression for each character, or run of backslashes, of a text."""
    after = False
    for char, group in groupby(text):
        count = len(list(group))
        if char == "\\":
            ways = "|".join(re.escape(first) + rest for first, rest in _coded(char))
            yield rf"(?:{ways}|\\){{{count},{_DEEP * count}}}"
        else:
            both = {"+": "+-", "/": "/_"}.get(char, char) if base64 else char
            yield from [_any([way for one in both for way in _ways(one, after_backslash=after)])] * count
        after = char == "\\"


def _any(ways: list[tuple[str, str]]) -> str:
    """Return an expression for any of these notations: first characters as a set, which is searched for quickly."""
    rests: dict[str, dict[str, None]] = {}
    for first, rest in ways:
        rests.setdefault(first, {})[rest] = None
    firsts: dict[tuple[str, ...], str] = {}
    for first, some in rests.items():
        firsts[tuple(some)] = firsts.get(tuple(some), "") + re.escape(first)
    # The longest first: what follows "&" may belong to it.
    branches = [
        f"(?<=[{some}])(?:{'|'.join(sorted(rest, key=len, reverse=True))})" for rest, some in firsts.items()
    ]
    return f"[{''.join(firsts.values())}](?:{'|'.join(branches)})"


def _ways(char: str, *, after_backslash: bool) -> Iterator[tuple[str, str]]:
    """Yield each notation of a character: its first character, and an expression for the rest."""
    cases = sorted(
        one
        for one in {char, char.lower(), char.upper()}
        if len(one) == 1 and one.casefold() == char.casefold()
    )
    yield from ((one, "") for one in cases)
    if not char.isalnum():
        yield "\\", _MORE + re.escape(char)
    if letter := _LETTERS.get(char):
        yield "\\", _MORE + letter
        if after_backslash:  # which has eaten this one's
            yield letter, ""
    if char == " ":
        yield "+", ""
    if name := _NAMED.get(char):
        yield "&", f"(?:[aA][mM][pP];){{0,{_DEEP}}}{_in_any_case(name)};"
    for one in cases:
        yield from _coded(one)


def _coded(char: str) -> Iterator[tuple[str, str]]:
    """Yield each notation of a character by its number, or by those of its bytes."""
    data, number = char.encode("utf-8", "surrogatepass"), ord(char)
    percent = rf"(?:25){{0,{_DEEP}}}"
    yield (
        "%",
        f"%{percent}".join(percent * (not place) + _hexadecimal(byte, 2) for place, byte in enumerate(data)),
    )
    yield "\\", _MORE + rf"\\{_MORE}".join(f"[xX]{_hexadecimal(byte, 2)}" for byte in data)
    yield "\\", _MORE + rf"\\{_MORE}".join(f"{byte:03o}" for byte in data)
    yield "&", rf"(?:[aA][mM][pP];){{0,{_DEEP}}}\#(?:0{{0,6}}{number}|[xX]0{{0,6}}{_hexadecimal(number, 1)});"
    yield "\\", rf"{_MORE}[uU](?:\{{0{{0,6}}{_hexadecimal(number, 1)}\}}|0{{0,4}}{_hexadecimal(number, 4)})"
    if number < 0x100:
        yield "\\", rf"{_MORE}[xX]{_hexadecimal(number, 2)}"
    if number > 0xFFFF:
        high, low = divmod(number - 0x10000, 0x400)
        yield (
            "\\",
            rf"{_MORE}[uU]{_hexadecimal(0xD800 + high, 4)}\\{_MORE}[uU]{_hexadecimal(0xDC00 + low, 4)}",
        )


def _hexadecimal(number: int, width: int) -> str:
    return _in_any_case(f"{number:0{width}x}")


def _in_any_case(word: str) -> str:
    return "".join(f"[{char}{char.upper()}]" if char.isalpha() else char for char in word)
