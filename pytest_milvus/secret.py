"""Tokens that do not print themselves, and every form in which a text may hold one.

The one rule: a token leaves this process to the server only. `Secret` keeps it out of ``repr``; `Redaction` finds what
others made of it (a header, an escaped or shortened error text) and strikes it.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from functools import cached_property
from urllib.parse import unquote

from pytest_milvus.decoding import layers
from pytest_milvus.notation import ESCAPED, SecretText

__all__ = ["HIDDEN", "Redaction", "Secret"]

HIDDEN = "***"
_SHORTEST_PASSWORD = 8
"""A shorter password is a word (``Milvus``) that a report may need; the whole token is struck in any case."""
_PART = 8
"""Characters of a secret that are struck without the rest of it."""
_CALLED = re.compile(
    r"""(passw(?:or)?d(?:\\*["'])?\s?[:=]\s?b?(?:\\*["'])?)([^"'\\\s,;)}\]]+)""", re.IGNORECASE
)
"""What calls the next word a password, and the word."""


class Secret(str):
    """A string whose ``repr`` hides it; in every other respect the string itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(HIDDEN) if self else "''"


class Redaction:
    """Strikes tokens from texts: plain, base64 and hexadecimal, however often escaped, and what a cut left of them.

    Of ``user:password`` the password is struck alone, too; a short one only where it is called a password.

    Args:
        tokens: What must not be seen; empty ones hide nothing.
    """

    def __init__(self, *tokens: str) -> None:
        self._tokens = tuple(
            dict.fromkeys(form for token in tokens if token for form in (token, unquote(token)))
        )

    def __call__(self, text: str) -> str:
        """Return a text without the secrets."""
        if len(text) < self._shortest:
            return text
        folded = text.casefold()
        if ESCAPED.search(text) or any(head in folded for head in self._heads):
            text = self._struck(text)
        if self._words and "passw" in folded:
            text = _CALLED.sub(self._called, text)
        return text

    def _struck(self, text: str) -> str:
        places = [place for secret in self._secrets for place in secret.places(text)]
        for layer in layers(text):
            places += [
                layer.origin(*place) for secret in self._secrets for place in secret.places(layer.text)
            ]
        done, parts = 0, []
        for start, end in sorted(places):
            if start >= done:
                parts += [text[done:start], HIDDEN]
            done = max(done, end)
        return "".join([*parts, text[done:]])

    @cached_property
    def _secrets(self) -> list[SecretText]:
        """What to look for, made when the first text is looked at; a whole token before its password."""
        return [secret for token in self._tokens for secret in _secrets(token)]

    @cached_property
    def _heads(self) -> list[str]:
        return [head for secret in self._secrets for head in secret.heads]

    @cached_property
    def _shortest(self) -> int:
        lengths = [*(secret.shortest for secret in self._secrets), *(len(word) for word in self._words)]
        return min(lengths, default=1 << 60)

    @cached_property
    def _words(self) -> frozenset[str]:
        """Passwords that are struck only where they are called so."""
        words = (token.partition(":")[2] for token in self._tokens)
        return frozenset(word for word in words if word and len(word) < _SHORTEST_PASSWORD)

    def _called(self, match: re.Match[str]) -> str:
        return match[1] + HIDDEN if match[2] in self._words else match[0]


def _secrets(token: str) -> Iterator[SecretText]:
    user, colon, password = token.partition(":")
    # From the first character of the password on a beginning is no word any more.
    yield SecretText(token, max(_PART, len(user) + 2) if colon else _PART, anywhere=bool(colon))
    for text in (token, password) if password else (token,):
        data = text.encode("utf-8", "surrogatepass")
        encoded = b64encode(data).decode().rstrip("=")
        if len(encoded) >= _PART:
            yield SecretText(encoded, _PART, anywhere=True, base64=True)
        if len(data) >= _PART:
            yield SecretText(data.hex(), 2 * _PART, anywhere=True)
    if len(password) >= _SHORTEST_PASSWORD:
        yield SecretText(password, _PART, anywhere=False)
