"""The live tier as a run sees it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from conformance.exploration.finding import Finding
from conformance.exploration.vacuity import Floor
from conformance.model.namespace import NamespaceTestCase
from conformance.tiers.live.access import ACCESS
from conformance.tiers.live.call import CALL
from conformance.tiers.live.definition import DEFINITION
from conformance.tiers.live.lifecycle import LIFECYCLE
from conformance.tiers.live.namespace_script import namespace_script
from conformance.tiers.live.read import READ
from conformance.tiers.live.script import script
from conformance.tiers.live.session import SESSION
from conformance.tiers.live.together import TOGETHER
from conformance.tiers.live.write import WRITE
from conformance.tiers.tier import Opening, Tier
from conformance.twins.driver import TwinsDriver

__all__ = ["LIVE"]


@contextmanager
def _opened(opening: Opening) -> Iterator[TwinsDriver]:
    yield opening.twins()


def _script(finding: Finding, reference: str, candidate: str) -> str:
    write = namespace_script if isinstance(finding.test_case, NamespaceTestCase) else script
    return write(finding, reference, candidate)


LIVE = Tier(
    "live",
    (ACCESS, CALL, DEFINITION, LIFECYCLE, READ, SESSION, TOGETHER, WRITE),
    _opened,
    _script,
    needs_engine=True,
    needs_token=(ACCESS.topic,),
    floors=(
        Floor("succeeded", (), 0.15, "nearly every call was refused"),
        Floor(
            "found something",
            ("found something", "found nothing"),
            0.3,
            "most searches and queries came back empty",
        ),
        Floor("told rows apart", ("filtered",), 0.3, "most filters matched every row, or none"),
    ),
)
