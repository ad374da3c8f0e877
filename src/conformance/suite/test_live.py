"""The live tier: see ``conformance.checks.live``."""

from conformance.checks.registry import Case
from conformance.suite.runner import Runner

TIER = "live"


def test_live(conformance_case: Case, conformance_runner: Runner) -> None:
    """Both clients behave alike on a real server."""
    conformance_runner.run(conformance_case)
