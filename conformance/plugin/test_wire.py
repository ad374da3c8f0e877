"""The wire tier: see ``conformance.tiers.wire``."""

from collections.abc import Callable

import pytest

from conformance.plugin.runner import Runner
from conformance.plugin.settings import Settings
from conformance.report.event import CaseFinished
from conformance.tiers.registry import Case
from conformance.tiers.wire.driver import WireStage

TIER = "wire"

# What a client warns of is not an error because the surrounding pytest makes errors of warnings.
pytestmark = pytest.mark.filterwarnings("ignore")


def test_wire(
    conformance_case: Case,
    conformance_settings: Settings,
    conformance_wire_stage: WireStage,
    conformance_emit: Callable[[CaseFinished], None],
) -> None:
    """Both clients send the same requests and make the same of the answers."""
    Runner(conformance_settings, conformance_wire_stage).run(conformance_case, conformance_emit)
