"""The sequence tier: see ``conformance.tiers.sequence``."""

from collections.abc import Callable

import pytest

from conformance.plugin.runner import Runner
from conformance.plugin.settings import Settings
from conformance.report.event import CaseFinished
from conformance.tiers.registry import Case
from conformance.tiers.sequence.execution import StoryStage

TIER = "sequence"

# What a client warns of is not an error because the surrounding pytest makes errors of warnings.
pytestmark = pytest.mark.filterwarnings("ignore")


def test_sequence(
    conformance_case: Case,
    conformance_settings: Settings,
    conformance_story_stage: StoryStage,
    conformance_emit: Callable[[CaseFinished], None],
) -> None:
    """Both clients stay together through many calls in a row."""
    Runner(conformance_settings, conformance_story_stage).run(conformance_case, conformance_emit)
