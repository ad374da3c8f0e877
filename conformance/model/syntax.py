"""Python's text as a syntax tree, whatever other threads do meanwhile.

The one rule: Python before 3.11.8 counts the depth of its syntax trees for all threads together, and says ``recursion
depth mismatch`` where two parse at a time, for example to format a traceback: python/cpython#106905. Who parses while
clients are at work parses here.
"""

from __future__ import annotations

import ast
from contextlib import suppress

__all__ = ["syntax_tree"]

TRIES = 20
"""Times that a text is parsed while other threads come between."""


def syntax_tree(text: str) -> ast.Module:
    """Parse a text; again where another thread came between."""
    for _ in range(TRIES):
        with suppress(SystemError):
            return ast.parse(text)
    return ast.parse(text)
