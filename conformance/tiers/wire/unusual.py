"""Test cases that are unusual in one way: the shape of an argument, a result that its caller changed, many rows.

The one rule: each tells what is unusual about it, and all else is usual, so that what differs is about that.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.catalogue import method_of
from conformance.model import Operation
from conformance.strategies.calls import call_plan, shaped_call, shapes
from conformance.tiers.wire.case import AFTER, SPOILT, WireTestCase
from pytest_milvus.mock_server.script import TABULAR, Full, Rule, Script

__all__ = ["full_answers", "unusual", "unusual_calls"]

MANY = (300, 1025)
"""Rows of a full answer, by seed: what is cut, or comes in parts, has a power of two or ten for its bound."""


def unusual(client: type, method: str) -> list[str]:
    """Return what `unusual_calls` are about."""
    again = [f"{AFTER}{method}{SPOILT}"] * method_of(method).arguments.repeats
    return [*shapes(client, method), *again]


def unusual_calls(client: type, method: str, seed: int) -> Iterator[SearchStrategy[WireTestCase]]:
    """Yield calls with one argument of an unusual shape, and one made again; each seed begins with others.

    The caller of the latter has changed what the first one returned.

    Args:
        client: Class of the reference.
        method: The method.
        seed: The seed.
    """
    triggers = unusual(client, method)
    random.Random(f"{seed} {method}").shuffle(triggers)
    for trigger in triggers:
        if trigger.endswith(SPOILT):
            yield call_plan(client, method)[1].map(_again)
        else:
            yield st.builds(WireTestCase, shaped_call(client, method, trigger), trigger=st.just(trigger))


def full_answers(
    call: SearchStrategy[Operation], sent: Sequence[str], seed: int
) -> list[SearchStrategy[WireTestCase]]:
    """Return a call that finds many rows; none where it finds no rows at all.

    Args:
        call: The call.
        sent: The RPCs that it sends, the last one first.
        seed: The seed.
    """
    return [
        st.builds(
            WireTestCase,
            call,
            script=st.just(Script((Rule(rpc, Full(MANY[seed % len(MANY)])),))),
            trigger=st.just(rpc),
        )
        for rpc in [name for name in sent if name in TABULAR][:1]
    ]


def _again(act: Operation) -> WireTestCase:
    return WireTestCase(act, (act,), trigger=f"{AFTER}{act.method}{SPOILT}")
