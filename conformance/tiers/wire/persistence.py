"""Keywords that say what to do about a fault: each is tried where that fault happens.

The one rule: where all goes well nobody can tell whether such a keyword arrived.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.strategies.calls import planned_calls
from conformance.tiers.wire.case import WireTestCase
from conformance.tiers.wire.coverage import fault
from pytest_milvus.mock_server.script import Abort, Refusal, Rule, Script
from pytest_milvus.mock_server.service import has_status, rpcs

__all__ = ["about_faults"]

SHOWN_BY: Mapping[str, tuple[Abort | Refusal, int]] = {
    # Once more than the value allows (`conformance.strategies.calls.values`): then all is well.
    "retry_times": (Abort("UNAVAILABLE"), 2),
    "retry_on_rate_limit": (Refusal(8, "RateLimit", 49, retriable=True), 1),
}
"""The fault that shows whether a keyword arrived, and how many calls in a row it happens to."""


def about_faults(client: type, method: str, rpc: str) -> Iterator[SearchStrategy[WireTestCase]]:
    """Yield calls of a method with each keyword that says what to do about a fault, while an RPC of it has that fault.

    Args:
        client: Class of the reference.
        method: The method.
        rpc: The RPC.
    """
    for planned in planned_calls(client, method):
        answer, times = SHOWN_BY.get(planned.trigger, (None, 0))
        if answer and (isinstance(answer, Abort) or has_status(rpcs()[rpc].response)):
            script = Script((Rule(rpc, answer, times=times),))
            about = f"{rpc} {fault(answer)}, {planned.trigger}"
            yield st.builds(WireTestCase, planned.calls, script=st.just(script), trigger=st.just(about))
