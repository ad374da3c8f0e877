"""The runtime tier: see ``conformance.tiers.runtime``."""

from collections.abc import Callable

import pytest

from conformance.plugin.runner import Runner
from conformance.plugin.settings import Settings
from conformance.report.event import CaseFinished
from conformance.tiers.registry import Case
from conformance.tiers.runtime.driver import RuntimeStage

TIER = "runtime"

# What a client warns of is not an error because the surrounding pytest makes errors of warnings.
pytestmark = pytest.mark.filterwarnings("ignore")


def test_runtime(
    conformance_case: Case,
    conformance_settings: Settings,
    conformance_runtime_stage: RuntimeStage,
    conformance_emit: Callable[[CaseFinished], None],
) -> None:
    """The candidate keeps what an async client owes."""
    Runner(conformance_settings, conformance_runtime_stage).run(conformance_case, conformance_emit)
