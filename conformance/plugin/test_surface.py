"""The surface tier: see ``conformance.tiers.surface``."""

from collections.abc import Callable

import pytest

from conformance.plugin.runner import Runner
from conformance.plugin.settings import Settings
from conformance.report.event import CaseFinished
from conformance.tiers.registry import Case
from conformance.tiers.surface.driver import SurfaceStage

TIER = "surface"

# What a client warns of is not an error because the surrounding pytest makes errors of warnings.
pytestmark = pytest.mark.filterwarnings("ignore")


def test_surface(
    conformance_case: Case,
    conformance_settings: Settings,
    conformance_surface_stage: SurfaceStage,
    conformance_emit: Callable[[CaseFinished], None],
) -> None:
    """The candidate offers what the reference offers."""
    Runner(conformance_settings, conformance_surface_stage).run(conformance_case, conformance_emit)
