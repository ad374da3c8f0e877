"""The runtime tier: see ``conformance.checks.runtime``."""

from collections.abc import Callable

import pytest

from conformance.checks.registry import Case
from conformance.checks.runtime.stage import RuntimeStage
from conformance.report.event import CaseFinished
from conformance.suite.runner import Runner
from conformance.suite.settings import Settings

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
