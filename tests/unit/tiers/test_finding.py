"""A fingerprint can be taken apart again."""

import pytest

from conformance.compare import Difference
from conformance.exploration.finding import Finding, Parts, fingerprint, parts
from conformance.model import Operation
from conformance.tiers.wire.case import WireTestCase

PARTS = [
    Parts("wire.request/get", "type", "result"),
    Parts("live.read/search", "value", "result[][].entity.{ARRAY of INT8}"),
    Parts("wire.fault/delete", "outcome", "result (raised, returned)", "Delete an old server's error"),
    Parts("wire.validation/search", "rpc-missing", "Search", "limit: negative int"),
    Parts("runtime.timeout/flush", "late", "GetFlushState", "GetFlushState late, timeout: 0"),
    Parts(
        "wire.answer/query", "extra", "result[].a\nname", "in\nlines"
    ),  # a client's own key may be any text
]


@pytest.mark.parametrize("each", PARTS, ids=lambda each: each.kind)
def test_a_fingerprint_is_made_of_its_parts(each):
    text = fingerprint(each.check, each.kind, each.path, each.trigger)
    assert parts(text) == each
    finding = Finding(
        each.check,
        Difference(each.kind, each.path, 1, 2),
        WireTestCase(Operation("get")),
        {},
        {},
        trigger=each.trigger,
    )
    assert finding.fingerprint == text


def test_what_is_no_fingerprint_is_refused():
    with pytest.raises(ValueError, match="no fingerprint"):
        parts("wire.request/get")
