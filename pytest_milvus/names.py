"""Names of collections: unique to the run, the worker and the moment.

The one rule: a name is valid for Milvus (letters, digits, underscores, at most 255 of them) and says which
run and which test made it.
"""

from __future__ import annotations

import itertools
import re

from pytest_milvus.run import Run

__all__ = ["Names"]

_LABEL_LENGTH = 80


class Names:
    """An endless supply of names ``pm_<run>_<worker>_<number>_<label>``.

    Args:
        run: The run and worker that the names belong to.

    Attributes:
        prefix: What every name starts with.
    """

    def __init__(self, run: Run) -> None:
        self.prefix = f"pm_{run.id}_{_word(run.worker)}_"
        self._numbers = itertools.count(1)

    def new(self, label: str = "") -> str:
        """Return a name that was never given before; any text will do as the label."""
        return f"{self.prefix}{next(self._numbers)}_{_word(label)}".rstrip("_")


def _word(text: str) -> str:
    return re.sub(r"[^a-zA-Z0-9]+", "_", text).strip("_")[:_LABEL_LENGTH]
