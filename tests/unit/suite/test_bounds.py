"""What ends a run that does not end by itself."""

import math
from dataclasses import replace

import pytest

from conformance.plugin.bounds import BUDGETS, Bounds
from pytest_milvus.options import PROFILES, Options


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_has_bounds_that_leave_room(profile):
    bounds = Bounds.of(Options(profile=profile))
    assert bounds.budget == BUDGETS[profile]
    assert bounds.silence < bounds.budget
    assert bounds.memory == 4 * 2**30


def test_nought_is_no_bound():
    bounds = Bounds.of(Options(budget=0.0, memory=0.0))
    assert bounds.budget == bounds.memory == math.inf


def test_a_small_budget_has_a_small_margin_and_an_image_may_be_pulled():
    bounds = Bounds.of(replace(Options(budget=3.0), engine="container"))
    assert (bounds.budget, bounds.margin) == (3.0, 10.0)
    assert bounds.silence > Bounds.of(Options()).silence


def test_the_help_names_the_budgets():
    (text,) = (
        spec.metadata["help"] for spec in Options.__dataclass_fields__.values() if spec.name == "budget"
    )
    assert all(str(seconds) in text and name in text for name, seconds in BUDGETS.items())
