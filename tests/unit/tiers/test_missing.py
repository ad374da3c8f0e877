"""What a candidate lacks is a divergence of the surface, told by whichever tier meets it, unless it is meant."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from conformance.clients.equalities import Equalities
from conformance.exploration.profile import profile
from conformance.plugin.runner import Runner
from conformance.report.event import CaseFinished
from conformance.repro.signature import surface
from conformance.tiers.check import Case
from conformance.tiers.surface.inventory import differences, members, missing
from conformance.tiers.tiers import checks


class StoreSession:
    def get(self, key: int) -> None: ...


class Store:
    def session(self) -> StoreSession:
        return StoreSession()

    def __enter__(self) -> Store:
        return self


class StoreAloneSession:
    pass


class StoreAlone:
    """Hands out a session that offers nothing."""

    def session(self) -> StoreAloneSession:
        return StoreAloneSession()


class Bare:
    """Has no session at all."""


@pytest.mark.parametrize(
    ("candidate", "lacks"),
    [
        (Store, []),
        (StoreAlone, ["context-manager", "session.get"]),
        (Bare, ["context-manager", "session", "session.get"]),
    ],
)
def test_what_an_object_offers_is_missing_with_the_object(candidate: type, lacks: list[str]) -> None:
    assert [name for name in members(Store) if missing(name, candidate)] == lacks
    for name in lacks:
        (told,) = differences(name, Store, candidate)
        assert (told.kind, told.path) == ("missing", "member")


def test_a_script_looks_into_what_a_method_hands_out() -> None:
    assert surface(Store, "session.get") == ["self", "key"]
    assert surface(StoreAlone, "session.get") == surface(Bare, "session.get") == "missing"


class Driver:
    def candidate_offers(self, method: str) -> bool:
        return False


def told(topic: str, *topics: str, **more: Any) -> tuple[CaseFinished, type[BaseException]]:
    """Return the event of a check of ``query_iterator``, which the candidate lacks, and how its test ended."""
    of = {f"{check.tier}.{check.topic}": Case(check, "query_iterator") for check in checks()}
    client = SimpleNamespace(spec="pymilvus:AsyncMilvusClient", equalities=Equalities())
    words = {"known": {}, "partial": False, **more}
    settings = SimpleNamespace(
        candidate=client,
        reference=SimpleNamespace(spec="pymilvus:MilvusClient"),
        profile=profile("quick"),
        seed=0,
        strike=str,
        cases=[of[name] for name in topics],
        **words,
    )
    events: list[CaseFinished] = []
    with pytest.raises(BaseException) as ended:  # noqa: PT011 pytest's own ways to end a test
        Runner(settings, Driver()).run(of[topic], events.append)  # type: ignore[arg-type]
    (event,) = events
    return event, ended.type


BOTH = ("surface.signature", "wire.request")
NAME = "surface.signature/query_iterator missing member"


def test_the_first_case_fails_for_it_and_the_others_only_say_that_it_is_missing() -> None:
    first, failed = told("surface.signature", *BOTH)
    other, skipped = told("wire.request", *BOTH)
    assert (first.status, failed) == ("diverge", pytest.fail.Exception)
    assert (other.status, skipped) == ("missing", pytest.skip.Exception)
    assert [item.fingerprint for item in first.divergences + other.divergences] == [NAME, NAME]
    assert first.divergences == other.divergences


def test_a_run_of_one_tier_tells_it_too() -> None:
    event, failed = told("wire.request", "wire.request")
    assert (event.status, failed) == ("diverge", pytest.fail.Exception)
    assert NAME in event.divergences[0].script


def test_what_is_known_is_known_and_what_is_meant_is_no_divergence() -> None:
    owner = SimpleNamespace(id="no-iterators", title="There are no iterators")
    event, expected = told("surface.signature", *BOTH, known={NAME: owner})
    assert (event.status, expected) == ("known", pytest.xfail.Exception)
    assert event.divergences[0].cause == "no-iterators"
    event, skipped = told("surface.signature", *BOTH, partial=True)
    assert (event.status, event.divergences, skipped) == ("missing", [], pytest.skip.Exception)
