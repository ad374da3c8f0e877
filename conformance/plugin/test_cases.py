"""Every case of a run is one test, whose id is the check id."""

from collections.abc import Callable

import pytest

from conformance.plugin.runner import Runner
from conformance.plugin.settings import Settings
from conformance.report.event import CaseFinished
from conformance.tiers.check import Case
from conformance.tiers.tier import Driver

# What a client warns of is not an error because the surrounding pytest makes errors of warnings.
pytestmark = pytest.mark.filterwarnings("ignore")


def test_case(
    conformance_case: Case,
    conformance_settings: Settings,
    conformance_driver: Driver,
    conformance_emit: Callable[[CaseFinished], None],
) -> None:
    """Both clients behave alike."""
    Runner(conformance_settings, conformance_driver).run(conformance_case, conformance_emit)
