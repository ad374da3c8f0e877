"""Planted bugs that nobody writes: for each method that ``live.call`` drives, a client in which it does nothing.

The one rule: nothing is done and ``None`` returned, so that either an answer, an error or an end state is missed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.clients import resolve
from conformance.tiers.live.call import CALL
from conformance.tiers.tiers import REFERENCE
from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import Mutant

__all__ = ["idlers"]


UNSEEN = {"flush": "shows no trace of a flush"}
"""Why nothing can be seen on Milvus Lite."""


def idlers() -> Iterator[Mutant]:
    """Yield a mutant for each method."""
    for method in CALL.methods(resolve(REFERENCE)):
        yield Mutant(_idler(method), f"live.call/{method}", "", "", unseen=UNSEEN.get(method, ""))


def _idler(method: str) -> type:
    async def nothing(self: Any, *args: Any, **words: Any) -> None:
        """Do nothing."""

    name = f"Idle{method.title().replace('_', '')}"
    return type(name, (FaithfulClient,), {method: nothing, "__doc__": f"Does nothing in {method}."})
