"""What is tried of a method that has no check of its own, and where it is left out."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from conformance.clients import resolve
from conformance.exploration.profile import profile
from conformance.model.namespace import ABSENT, OWNER, NamespaceTestCase, spoken
from conformance.tiers.check import RunConfiguration
from conformance.tiers.live.access import ACCESS
from conformance.tiers.live.call import CALL, FEWEST
from conformance.tiers.tiers import REFERENCE


def planned_test_cases(
    method: str, profile_: str = "quick", *, waits: bool = True
) -> list[NamespaceTestCase]:
    driver: Any = SimpleNamespace(reference=resolve(REFERENCE), server=SimpleNamespace(waits=waits))
    return list(CALL.planned_test_cases(method, driver, RunConfiguration(profile(profile_), 0)))


@pytest.mark.parametrize("method", ["describe_collection", "drop_role", "alter_alias", "grant_role"])
def test_the_shortest_run_asks_for_what_is_not_there(method: str) -> None:
    *others, last = planned_test_cases(method)

    assert len(others) == FEWEST - 1
    assert spoken(last.acts) == {ABSENT}
    assert all(ABSENT not in spoken(test_case.acts) for test_case in others)


@pytest.mark.parametrize("method", ["create_role", "create_alias", "create_database"])
def test_what_is_not_there_is_not_made(method: str) -> None:
    """No part of a namespace has that name, so that nobody would remove it."""
    assert all(
        ABSENT not in spoken(test_case.acts)
        for test_case in planned_test_cases(method, "standard", waits=False)
    )


def test_a_changed_password_is_shown_by_a_second_change() -> None:
    test_case, *_ = planned_test_cases("update_password")

    assert [act.method for act in test_case.acts] == ["update_password", "update_password"]
    assert set(test_case.callers) == {OWNER}


@pytest.mark.parametrize(
    ("check", "method", "capabilities", "excuse"),
    [
        (CALL, "flush", "", ""),
        (CALL, "optimize", "reload", ""),
        (CALL, "optimize", "", "the server lacks reload"),
        (CALL, "update_password", "users", ""),
        (CALL, "update_password", "users authentication", "live.access: with reset_connection"),
        (ACCESS, "search", "authentication", ""),
        (ACCESS, "search", "users", "the server lacks authentication"),
        (ACCESS, "flush_all", "authentication", "the server lacks flush_all"),
    ],
)
def test_a_method_is_left_out_where_it_would_not_return_or_do_harm(
    check: Any, method: str, capabilities: str, excuse: str
) -> None:
    found = check.excuse(method, frozenset(capabilities.split()))

    assert found.startswith(excuse)
    assert bool(found) is bool(excuse)
