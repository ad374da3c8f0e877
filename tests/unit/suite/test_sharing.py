"""What is shared among workers is cut in one way everywhere."""

from __future__ import annotations

import pytest

from conformance.checks.registry import cases
from conformance.suite.sharing import shares

CASES = cases(["runtime"])


@pytest.mark.parametrize("count", [1, 2, 3, 7, 1000])
def test_every_case_is_in_one_share_and_a_method_is_not_cut(count: int) -> None:
    parts = shares(CASES, count)
    assert [case for part in parts for case in part] == CASES
    methods = [{case.method for case in part} for part in parts]
    assert sum(map(len, methods)) == len(set().union(*methods))
    assert len(parts) == min(count, len({case.method for case in CASES}))
    assert max(map(len, methods)) - min(map(len, methods)) <= 1


def test_of_nothing_there_are_no_shares() -> None:
    assert shares([], 2) == []
