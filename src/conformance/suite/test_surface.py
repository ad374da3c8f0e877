"""The surface tier: see ``conformance.checks.surface``."""

from collections.abc import Callable

import pytest

from conformance.checks.registry import Case
from conformance.checks.surface.stage import SurfaceStage
from conformance.report.event import CaseFinished
from conformance.suite.runner import Runner
from conformance.suite.settings import Settings

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
