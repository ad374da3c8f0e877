"""A candidate that does better than the reference differs from it: whose fault that is, is for the cause to say."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from conformance.exploration.finding import parts
from tests.mutants.runtime.aio import AioClient
from tests.mutants.runtime.harness import explore
from tests.mutants.runtime.planted import (
    DoesNothing,
    IgnoresTimeout,
    MisreadsTimeout,
    NeverLooks,
    ReturnsEarly,
)

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.usefixtures("silent_pymilvus")]

EARLY = "runtime.timeout/list_users early ListCredUsers [ListCredUsers late, timeout: float]"
WAITS = "runtime.completion/load_collection waits GetLoadingProgress"


class SwallowsTimeout(AioClient):
    """Goes on for a while when the timeout has passed."""

    async def list_users(self, timeout: float | None = None, **words: Any) -> list[str]:
        try:
            return await super().list_users(timeout=timeout, **words)
        except Exception:
            await asyncio.sleep(4)
            raise


@pytest.mark.parametrize(
    ("reference", "check", "told"),
    [
        (IgnoresTimeout, "runtime.timeout/list_users", EARLY),
        (MisreadsTimeout, "runtime.timeout/list_users", EARLY),
        (SwallowsTimeout, "runtime.timeout/list_users", EARLY),
        (ReturnsEarly, "runtime.completion/load_collection", WAITS),
        (NeverLooks, "runtime.completion/load_collection", WAITS),
        (DoesNothing, "runtime.completion/load_collection", WAITS),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_reference_that_does_worse_is_told(reference: type, check: str, told: str) -> None:
    trigger = parts(told).trigger
    found = explore(
        AioClient, check, reference=reference, only=lambda test_case: trigger in ("", test_case.trigger)
    )
    assert told in found.findings


@pytest.mark.parametrize(("client", "check"), [(AioClient, EARLY), (AioClient, WAITS)])
def test_two_clients_that_do_the_same_do_not_differ(client: type, check: str) -> None:
    assert not explore(client, check.partition(" ")[0], reference=client).findings
