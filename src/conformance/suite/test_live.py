"""The live tier: see ``conformance.checks.live``."""

from collections.abc import Callable

from conformance.checks.registry import Case
from conformance.report.event import CaseFinished
from conformance.suite.runner import Runner

TIER = "live"


def test_live(
    conformance_case: Case,
    conformance_runner: Runner,
    conformance_emit: Callable[[CaseFinished], None],
) -> None:
    """Both clients behave alike on a real server."""
    conformance_runner.run(conformance_case, conformance_emit)
