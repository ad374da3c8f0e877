"""Every planted bug is caught by the check meant for it; correct clients pass."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from pymilvus import MilvusException
from pymilvus.exceptions import MilvusUnavailableException

from conformance.tiers.tiers import cases
from tests.mutants.planting import Mutant
from tests.mutants.runtime import entering, living, planted, process, reaching, sessions, waiting
from tests.mutants.runtime.aio import AioClient
from tests.mutants.runtime.harness import explore
from tests.mutants.runtime.threaded import ThreadedClient
from tests.sampling import one_of_each

# What planted bugs make Python complain of is for the checks to say.
pytestmark = pytest.mark.filterwarnings("ignore")

MUTANTS = [
    value.__dict__["mutant"]
    for module in (planted, living, entering, process, reaching, sessions, waiting)
    for value in vars(module).values()
    if isinstance(value, type) and "mutant" in value.__dict__
]
OFFERED = ("load_collection", "describe_alias", "list_collections", "list_users")


TRIES = ("quick", "standard", "standard")
"""Profiles in turn. A busy machine can hide what is measured in seconds; it cannot show what is not there (see the
correct client)."""


@pytest.mark.parametrize(
    "mutant", one_of_each(MUTANTS, lambda mutant: mutant.topic), ids=lambda mutant: mutant.name
)
@pytest.mark.usefixtures("silent_pymilvus")
def test_a_planted_bug_is_caught(mutant: Mutant) -> None:
    found: set[str] = set()
    for profile in TRIES:
        found |= explore(mutant.client, mutant.check, profile).findings.keys()
        if any(mutant.shown_by(name) for name in found):
            return
    pytest.fail(f"{mutant.description}; found {sorted(found) or 'nothing'}")


@pytest.mark.parametrize(
    ("topic", "method"),
    one_of_each(
        product(sorted({case.check.topic for case in cases(["runtime"])}), OFFERED), lambda case: case[0]
    ),
)
@pytest.mark.usefixtures("silent_pymilvus")
def test_a_correct_client_passes(topic: str, method: str) -> None:
    exploration = explore(AioClient, f"runtime.{topic}/{method}")

    assert not exploration.findings
    assert exploration.examples or exploration.coverage["left out"]


@pytest.mark.parametrize(
    "topic", sorted({case.check.topic for case in cases(["runtime"])} - {"cancellation"})
)
@pytest.mark.usefixtures("silent_pymilvus")
def test_a_client_behind_threads_keeps_what_threads_can(topic: str) -> None:
    exploration = explore(ThreadedClient, f"runtime.{topic}/list_users")

    assert not exploration.findings
    assert not exploration.shared


class _ToldByClass(AioClient):
    """Raises an exception of its own class, which those catch who catch pymilvus'."""

    async def _stub(self, timeout: float | None) -> Any:
        try:
            return await super()._stub(timeout)
        except MilvusException as error:
            raise MilvusUnavailableException(message="no server") from error


@pytest.mark.parametrize("topic", ["timeout", "reconnection", "lifecycle", "loop"])
@pytest.mark.usefixtures("silent_pymilvus")
def test_a_class_below_a_documented_one_is_documented(topic: str) -> None:
    assert not explore(_ToldByClass, f"runtime.{topic}/list_users").findings


class _Refuses(AioClient):
    async def list_users(self, **_: Any) -> list[str]:
        raise RuntimeError("always")


@pytest.mark.parametrize("topic", sorted({case.check.topic for case in cases(["runtime"])} - {"loop"}))
@pytest.mark.usefixtures("silent_pymilvus")
def test_a_check_that_never_saw_a_call_return_is_not_passed(topic: str) -> None:
    exploration = explore(_Refuses, f"runtime.{topic}/list_users")

    assert not exploration.examples
    assert exploration.coverage["left out"]


@pytest.mark.usefixtures("silent_pymilvus")
def test_what_fails_with_both_clients_has_proved_nothing() -> None:
    exploration = explore(_Refuses, "runtime.loop/list_users", reference=_Refuses)

    assert not exploration.findings
    assert not exploration.examples
    assert "neither" in str(exploration.coverage["left out"])
