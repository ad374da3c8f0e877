"""The live tier: see ``conformance.tiers.live``."""

from collections.abc import Callable

import pytest

from conformance.plugin.runner import Runner
from conformance.plugin.settings import Settings
from conformance.report.event import CaseFinished
from conformance.tiers.registry import Case
from conformance.twins.driver import Stage

TIER = "live"

# What a client warns of is not an error because the surrounding pytest makes errors of warnings.
pytestmark = pytest.mark.filterwarnings("ignore")


def test_live(
    conformance_case: Case,
    conformance_settings: Settings,
    conformance_stage: Stage,
    conformance_emit: Callable[[CaseFinished], None],
) -> None:
    """Both clients behave alike on a real server."""
    Runner(conformance_settings, conformance_stage).run(conformance_case, conformance_emit)
