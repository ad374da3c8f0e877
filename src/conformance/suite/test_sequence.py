"""The sequence tier: see ``conformance.checks.sequence``."""

from collections.abc import Callable

import pytest

from conformance.checks.registry import Case
from conformance.checks.sequence.telling import StoryStage
from conformance.report.event import CaseFinished
from conformance.suite.runner import Runner
from conformance.suite.settings import Settings

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
