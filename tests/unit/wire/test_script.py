"""Scripts are values, and one that cannot be meant is refused when it is made."""

import pytest

from conformance.model.codec import decode, encode
from pytest_milvus.errors import RemedyError
from pytest_milvus.mock_server import Abort, Drop, Full, Late, Refusal, Reply, Rule, Script, Unfinished, rpcs
from pytest_milvus.mock_server.faults import faults

VERSION = rpcs()["GetVersion"].response(version="1")


def test_the_first_rule_that_applies_answers():
    some, other = Abort("INTERNAL"), Abort("ABORTED")
    script = Script(
        (Rule("Search", some, skip=1, times=2), Rule("Query", other), Rule("Search", other, skip=2))
    )
    assert [script.answer("Search", place) for place in range(5)] == [None, some, some, other, other]
    assert script.answer("Query", 7) is other
    assert script.answer("Insert", 0) is None


@pytest.mark.parametrize("answer", [answer for answer, _ in faults()] + [Late(1, Reply.of(VERSION))], ids=str)
def test_scripts_are_stored_and_read_again(answer):
    script = Script((Rule("GetVersion", answer, skip=1, times=2),))
    assert decode(encode(script)) == script


@pytest.mark.parametrize(
    ("make", "reason", "remedy"),
    [
        (lambda: Rule("Serch", Drop()), "no such RPC", "Search"),
        (lambda: Rule("x", Drop()), "no such RPC", "CreateCollection"),
        (lambda: Rule("Query", Reply.of(VERSION)), "QueryResults, not with .*GetVersionResponse", "Query"),
        (lambda: Rule("Query", Late(1, Reply.of(VERSION))), "QueryResults, not with", "Query"),
        (lambda: Rule("GetVersion", Reply.of()), "one message, not with 0", "one message"),
        (lambda: Rule("GetVersion", Reply.of(VERSION, VERSION)), "one message, not with 2", "one message"),
        (lambda: Rule("GetReplicateInfo", Refusal(1)), "has no status", "Abort"),
        (lambda: Rule("HasCollection", Full(3)), "finds none", "Query"),
        (lambda: Rule("Query", Unfinished()), "tells of no work", "GetLoadingProgress"),
        (lambda: Rule("Query", Late(1, Unfinished())), "tells of no work", "GetLoadingProgress"),
        (lambda: Abort("NOT_A_CODE"), "no RPC can fail with it", "UNAVAILABLE"),
        (lambda: Abort("OK"), "no RPC can fail with it", "UNAVAILABLE"),
        (lambda: Late(-1), "not below 0", "one Late"),
        (lambda: Late(1, Late(1)), "one number of seconds", "one Late"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_remedy(make, reason, remedy):
    with pytest.raises(RemedyError, match=reason) as error:
        make()
    assert remedy in error.value.remedies[0]


def test_drops_are_known():
    assert Script((Rule("Query", Drop()),)).drops
    assert Script((Rule("Query", Late(1, Drop())),)).drops
    assert not Script((Rule("Query", Late(1)), Rule("Query", Refusal(1)))).drops
