"""Test cases that are built around what a client did before the judged call."""

from __future__ import annotations

import random
from itertools import zip_longest

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.catalogue import method_of
from conformance.model import Operation
from conformance.strategies.calls import History, call_plan, memories, planned_calls
from conformance.tiers.wire.case import Setting, WireTestCase, after

__all__ = ["KINDS", "SETTINGS", "after_calls", "remembering"]

SETTINGS = st.sampled_from(
    [
        Setting(),
        Setting(token=""),
        Setting(db_name=""),
        Setting("an-api-key", "default"),
        Setting("root:Milvus", ""),
    ]
)

KINDS = 5
"""Kinds of what comes before a method that goes by what is kept; one of each is for a quick run."""


def after_calls(
    histories: SearchStrategy[History], calls: SearchStrategy[Operation]
) -> SearchStrategy[WireTestCase]:
    """Return test cases that make a call after what a client did before it."""
    return st.builds(_after, histories, calls, SETTINGS)


def remembering(client: type, method: str, seed: int) -> list[SearchStrategy[WireTestCase]]:
    """Return calls of a method after what fills what it goes by and what makes that outdated.

    Each seed begins with others, one of each kind first. The calls say no more than they must: a level of consistency
    that is given hides what a client knows.
    """
    chance = random.Random(f"{seed} {method} remembers")
    groups = [chance.sample(group, len(group)) for group in memories(client, method)]
    given = method_of(method).memory.given
    plainly = [item.calls for item in planned_calls(client, method) if given and item.trigger == given]
    (call,) = plainly[-1:] or call_plan(client, method)[1:2]  # the last one gives it alone
    in_turn = (history for turn in zip_longest(*groups) for history in turn if history is not None)
    return [after_calls(st.just(history), call) for history in in_turn]


def _after(history: History, act: Operation, setting: Setting) -> WireTestCase:
    before = history(act)
    return WireTestCase(act, before, setting=setting, trigger=after(before))
