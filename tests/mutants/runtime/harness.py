"""How a client is put through a check of the runtime tier."""

from __future__ import annotations

from conformance.clients import Factory, resolve
from conformance.exploration.explore import Exploration
from conformance.exploration.profile import profile
from conformance.tiers.check import RunConfiguration
from conformance.tiers.runtime.driver import RuntimeDriver
from conformance.tiers.tiers import cases

__all__ = ["explore"]


def explore(
    client: type, check: str, profile_: str = "quick", seed: int = 0, reference: type | None = None
) -> Exploration:
    method = check.partition("/")[2]
    model = Factory("tests:reference", reference) if reference else resolve("pymilvus:MilvusClient")
    driver = RuntimeDriver(model, Factory("tests:mutant", client))
    case = next(case for case in cases(["runtime"]) if case.id == check)
    try:
        return case.check.explore(method, driver, RunConfiguration(profile(profile_), seed))
    finally:
        driver.close()
