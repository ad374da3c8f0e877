"""Words: what Milvus' standard analyzer makes of a text.

The one rule: only texts in which every analyzer finds the same words are generated, so that this short rule is the
whole truth about them.
"""

from __future__ import annotations

import re

__all__ = ["words"]

_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """Return the words of a text: runs of letters and digits in lower case, in their order.

    Source: https://milvus.io/docs/standard-analyzer.md. Analyzers differ about underscores and combining marks.
    """
    return _WORD.findall(text.lower())
