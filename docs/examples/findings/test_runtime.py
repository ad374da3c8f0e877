"""What an async client owes."""

from collections.abc import Callable, Iterator
from importlib.metadata import version

import pytest

from conformance.clients import resolve
from conformance.exploration.profile import profile
from conformance.tiers.check import RunConfiguration
from conformance.tiers.runtime.driver import RuntimeDriver
from conformance.tiers.tiers import cases

pytestmark = [
    pytest.mark.xfail(
        raises=AssertionError, strict=version("pymilvus") == "3.0.2", reason="a promise is not kept"
    ),
    pytest.mark.filterwarnings("ignore"),
]

FINDINGS = {
    "runtime.timeout/optimize ending timeout [DescribeIndex late, timeout: float]": lambda check: check(
        "runtime.timeout/optimize"
    ),
    "runtime.timeout/create_index early DescribeIndex [DescribeIndex unfinished, timeout: float]": lambda check: (
        check("runtime.timeout/create_index")
    ),
    "runtime.timeout/load_collection budget all answers": lambda check: check(
        "runtime.timeout/load_collection"
    ),
    "runtime.timeout/list_users late connecting (silent)": lambda check: check("runtime.timeout/list_users"),
    "runtime.cancellation/optimize swallowed CancelledError [GetLoadingProgress, cancel]": lambda check: (
        check("runtime.cancellation/optimize")
    ),
    "runtime.timeout/refresh_load ending timeout [GetLoadingProgress unfinished, timeout: float]": lambda check: (
        check("runtime.timeout/refresh_load")
    ),
    "runtime.retry/delete ending UNAVAILABLE [Delete UNAVAILABLE]": lambda check: check(
        "runtime.retry/delete"
    ),
    "runtime.completion/refresh_load early GetLoadingProgress": lambda check: check(
        "runtime.completion/refresh_load"
    ),
    "runtime.reconnection/create_role ending server down [timeout: None]": lambda check: check(
        "runtime.reconnection/create_role", seed=3
    ),
    "runtime.lifecycle/list_users left channels of a new loop each": lambda check: check(
        "runtime.lifecycle/list_users"
    ),
    "runtime.process/list_users executor call [ListCredUsers UNAVAILABLE]": lambda check: check(
        "runtime.process/list_users"
    ),
}
"""By fingerprint: the check whose findings should be none."""


@pytest.fixture(scope="module")
def check() -> Iterator[Callable[..., list[str]]]:
    """Performs a check of ``AsyncMilvusClient`` and returns the fingerprints found; a seed chooses among methods."""
    driver = RuntimeDriver(resolve("pymilvus:MilvusClient"), resolve("pymilvus:AsyncMilvusClient"))

    def check(name: str, seed: int = 0) -> list[str]:
        (case,) = (case for case in cases(["runtime"]) if case.id == name)
        return list(
            case.check.explore(case.method, driver, RunConfiguration(profile("quick"), seed)).findings
        )

    yield check
    driver.close()


@pytest.mark.parametrize("finding", FINDINGS)
def test_runtime(check: Callable[..., list[str]], finding: str) -> None:
    # In which RPC a timeout passes depends on the machine: the trigger may be another one.
    found = {name.partition(" [")[0] for name in FINDINGS[finding](check)}
    assert finding.partition(" [")[0] not in found
