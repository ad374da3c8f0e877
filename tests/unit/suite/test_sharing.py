"""What is shared among workers is cut in one way everywhere."""

from __future__ import annotations

import pytest

from conformance.catalogue import representatives
from conformance.tiers.check import Case
from conformance.tiers.runtime.tier import RUNTIME
from conformance.tiers.tiers import cases

CASES = cases(["runtime"])
PLACES = {case.id: place for place, case in enumerate(CASES)}


def place(case: Case) -> int:
    return PLACES[case.id]


@pytest.mark.parametrize("count", [1, 2, 3, 7, 1000])
def test_every_case_is_in_one_share_and_a_method_is_not_cut(count: int) -> None:
    parts = RUNTIME.groups(CASES, count)
    assert sorted((case for part in parts for case in part), key=place) == CASES
    assert all(part == sorted(part, key=place) for part in parts)
    methods = [{case.method for case in part} for part in parts]
    assert sum(map(len, methods)) == len(set().union(*methods))
    common = set(representatives())
    assert len(parts) == min(count, len({case.method for case in CASES} - common) + 1)
    (own,) = [some for some in methods if not common.isdisjoint(some)]
    assert common <= own
    others = [len(some) for some in methods if some is not own]
    assert not others or max(others) - min(others) <= 1
    assert len(own - common) <= min(others, default=len(own))


def test_of_nothing_there_are_no_shares() -> None:
    assert RUNTIME.groups([], 2) == []
