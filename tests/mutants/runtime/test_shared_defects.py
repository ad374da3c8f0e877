"""What the reference breaks in the same way as the candidate is a shared defect; what it does otherwise is told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar

import grpc
import pytest
from pymilvus import MilvusClient

from conformance.exploration.explore import Exploration
from conformance.tiers.runtime.case import RuntimeTestCase
from tests.mutants.runtime.aio import AioClient
from tests.mutants.runtime.harness import explore

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.usefixtures("silent_pymilvus")]


class Blocks(AioClient):
    """Sleeps on the loop."""

    async def list_collections(self, **words: Any) -> list[str]:
        time.sleep(0.4)
        return await super().list_collections(**words)


class ForgetsTheTimeout(AioClient):
    """Does not pass the timeout on."""

    async def describe_alias(self, alias: str, timeout: float | None = None, **words: Any) -> Any:
        return await super().describe_alias(alias, **words)


class ForgetsItToo(MilvusClient):
    """The same, synchronous."""

    def describe_alias(self, alias: str, timeout: float | None = None, **words: Any) -> Any:
        return super().describe_alias(alias, **words)


class ClosesTheOther(AioClient):
    """Ends all clients of an address with one of them."""

    made: ClassVar[list[ClosesTheOther]] = []

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self.made.append(self)

    async def close(self) -> None:
        for client in self.made:
            await AioClient.close(client)


class ClosesTheOtherToo(MilvusClient):
    """The same, synchronous, and it fails with another exception."""

    made: ClassVar[list[ClosesTheOtherToo]] = []
    error: type[Exception] = RuntimeError
    closed = False

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self.made.append(self)

    def list_users(self, **words: Any) -> Any:
        if self.closed:
            raise self.error("closed")
        return super().list_users(**words)

    def close(self) -> None:
        for client in self.made:
            client.closed = True


def about(*subjects: str) -> Callable[[RuntimeTestCase], bool]:
    """Return what tells test cases that have all of these: a scenario, a trigger, a way to greet."""
    return lambda test_case: (
        {*subjects} <= {test_case.scenario, test_case.trigger, test_case.words.get("way")}
    )


def defects(exploration: Exploration) -> dict[str, tuple[str, Any, Any]]:
    return {
        name: (item.promise, item.finding.difference.reference, item.finding.difference.candidate)
        for name, item in exploration.shared.items()
    }


def test_an_async_reference_is_put_to_every_promise() -> None:
    found = explore(Blocks, "runtime.loop/list_collections", reference=Blocks)
    assert not found.findings
    assert found.examples
    assert defects(found)["runtime.loop/list_collections blocked call"] == (
        "the loop goes on within 0.25 s",
        "stood still for longer",
        "stood still for longer",
    )


def test_a_promise_that_the_reference_keeps_is_still_broken_by_the_candidate() -> None:
    found = explore(Blocks, "runtime.loop/list_collections", reference=AioClient)
    assert not found.shared
    (finding,) = [item for item in found.findings.values() if item.difference.path == "call"]
    assert finding.difference.reference == "kept: the loop goes on within 0.25 s"


def test_a_synchronous_reference_is_not_asked_for_what_it_has_not() -> None:
    found = explore(Blocks, "runtime.loop/list_collections")
    (finding,) = [item for item in found.findings.values() if item.difference.path == "call"]
    assert finding.difference.reference == (
        "not asked, because it is synchronous; owed: the loop goes on within 0.25 s"
    )


def test_a_timeout_that_both_clients_ignore_is_shared() -> None:
    late = about("DescribeAlias late, timeout: float")
    found = explore(ForgetsTheTimeout, "runtime.timeout/describe_alias", reference=ForgetsItToo, only=late)
    assert not found.findings
    assert [*defects(found).values()] == [("ends after 0.5 s", "had not after 1.5 s", "had not after 1.5 s")]


@pytest.mark.parametrize("error", [RuntimeError, ValueError])
def test_clients_that_are_not_apart_are_alike_only_if_their_calls_end_alike(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Candidate(ClosesTheOther):
        async def list_users(self, **words: Any) -> list[str]:
            if self._closed:
                raise RuntimeError("closed")
            return await super().list_users(**words)

    monkeypatch.setattr(ClosesTheOtherToo, "error", error)
    found = explore(
        Candidate, "runtime.lifecycle/list_users", reference=ClosesTheOtherToo, only=about("twins")
    )
    name = "runtime.lifecycle/list_users ending other client"
    if error is RuntimeError:
        assert defects(found)[name] == ("returned", "RuntimeError", "RuntimeError")
        assert name not in found.findings
    else:
        assert name not in found.shared
        assert found.findings[name].difference.reference == "ValueError"


class OnceOnly(AioClient):
    """Serves one call."""

    error: type[Exception] = RuntimeError

    async def list_users(self, **words: Any) -> list[str]:
        await asyncio.sleep(0)
        if vars(self).setdefault("spent", False):
            raise self.error("spent")
        self.spent = True
        return await super().list_users(**words)


class OnceOnlyToo(MilvusClient):
    """The same, synchronous."""

    def list_users(self, **words: Any) -> Any:
        if vars(self).setdefault("spent", False):
            raise RuntimeError("spent")
        self.spent = True
        return super().list_users(**words)


class OnceOnlyOtherwise(OnceOnly):
    """The same with another exception."""

    error = ValueError


CANCELLED = "runtime.cancellation/list_users"
POISONED = f"{CANCELLED} poisoned ListCredUsers [ListCredUsers, cancel]"


def test_a_client_that_is_spent_whether_or_not_its_call_was_cancelled_is_no_worse_than_the_reference() -> (
    None
):
    found = explore(OnceOnly, CANCELLED, reference=OnceOnlyToo, only=about("ListCredUsers, cancel"))
    assert defects(found)[POISONED] == ("the next call returns", "RuntimeError", "RuntimeError")
    assert not found.findings


def test_who_connects_when_it_is_made_is_not_cancelled_in_the_midst_of_that() -> None:
    found = explore(OnceOnly, CANCELLED, reference=OnceOnlyToo, only=about("Connect, cancel"))
    connecting = POISONED.replace("ListCredUsers", "Connect")
    assert str(found.findings[connecting].difference.reference).startswith("not asked")


def test_a_client_that_is_spent_in_another_way_is_told() -> None:
    found = explore(OnceOnlyOtherwise, CANCELLED, reference=OnceOnlyToo, only=about("ListCredUsers, cancel"))
    assert found.findings[POISONED].difference.reference == "RuntimeError"


def test_a_reference_that_goes_on_after_a_cancelled_call_is_said_to() -> None:
    found = explore(OnceOnly, CANCELLED, only=about("ListCredUsers, cancel"))
    assert found.findings[POISONED].difference.reference == "kept: the next call returns"


class ConnectsInItsOwnTime(AioClient):
    """Gives the connection as long as it takes, whatever the timeout of the first call."""

    async def list_users(self, timeout: float | None = None, **words: Any) -> list[str]:
        while not self._connected:
            with suppress(grpc.RpcError):
                await self._stub(30)
            await asyncio.sleep(0.01)
        return await super().list_users(timeout=timeout, **words)


class ConnectsInItsOwnTimeToo(MilvusClient):
    """The same when it is made, synchronous."""

    def __init__(self, timeout: float | None = None, **words: Any) -> None:
        super().__init__(timeout=timeout and 6.0, **words)


@pytest.mark.parametrize("way", ["silent", "slow to greet"])
@pytest.mark.parametrize("reference", [ConnectsInItsOwnTimeToo, MilvusClient])
def test_a_timeout_that_does_not_count_while_a_client_connects(way: str, reference: type) -> None:
    name = f"runtime.timeout/list_users late connecting ({way})"
    check = "runtime.timeout/list_users"
    found = explore(ConnectsInItsOwnTime, check, reference=reference, only=about("reach", way))
    if reference is MilvusClient:
        assert found.findings[name].difference.reference == "kept: ends after 0.5 s"
    else:
        assert name in found.shared
        assert name not in found.findings
