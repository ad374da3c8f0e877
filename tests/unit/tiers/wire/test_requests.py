"""Requests are compared field by field; what only looks like a difference is none."""

from dataclasses import replace
from typing import Any

from conformance.tiers.wire.requests import compare_requests, looked
from pytest_milvus.mock_server import Request, rpcs


def sent(rpc: str, timeout: float | None = None, metadata: Any = (), **fields: Any) -> Request:
    return Request(rpc, rpcs()[rpc].request(**fields), tuple(metadata), timeout, 0)


def found(reference: list[Request], candidate: list[Request]) -> list[str]:
    return [f"{item.kind} {item.path}" for item in compare_requests(reference, candidate)]


FLUSH, LOAD = sent("Flush"), sent("LoadCollection")


def test_requests_made_at_once_may_come_in_any_order() -> None:
    one, other = sent("DescribeIndex", index_name="a"), sent("DescribeIndex", index_name="b")
    assert found([one, other], [other, one]) == []


def test_the_odd_one_is_compared_with_the_one_that_is_left() -> None:
    one, other = sent("DescribeIndex", index_name="a"), sent("DescribeIndex", index_name="b")
    assert found([one, other], [other, sent("DescribeIndex", index_name="c")]) == [
        "field DescribeIndex.index_name"
    ]


def test_a_wait_too_many_is_one_difference() -> None:
    wait = [sent("AllocTimestamp"), sent("DescribeIndex"), sent("DescribeIndex")]
    assert found([FLUSH, FLUSH], [FLUSH, *wait, FLUSH, *wait]) == ["rpc-extra AllocTimestamp"]
    assert found([FLUSH, *wait], [FLUSH]) == ["rpc-missing AllocTimestamp"]


def test_rpcs_missing_at_two_places_are_two_differences() -> None:
    assert found([LOAD, FLUSH, sent("AllocTimestamp")], [FLUSH]) == [
        "rpc-missing LoadCollection",
        "rpc-missing AllocTimestamp",
    ]


def test_sent_too_often_or_for_the_first_time_is_the_same_difference() -> None:
    assert found([LOAD], [FLUSH, LOAD]) == ["rpc-extra Flush"]
    assert found([FLUSH, LOAD], [FLUSH, FLUSH, LOAD]) == ["rpc-extra Flush"]


def test_order_metadata_and_deadlines_count() -> None:
    assert found([FLUSH, LOAD], [LOAD, FLUSH]) == ["rpc-order Flush LoadCollection"]
    assert found([sent("Flush", metadata=[("dbname", "a")])], [FLUSH]) == ["metadata Flush.dbname"]
    assert found([sent("Flush", timeout=5)], [FLUSH]) == ["deadline Flush"]


def test_what_is_left_of_one_timeout_is_no_difference() -> None:
    def flush(timeout: float, arrived: float) -> list[Request]:
        return [LOAD, replace(sent("Flush", timeout=timeout), arrived=arrived)]

    assert found(flush(8, 2), flush(5, 5)) == []
    assert found(flush(8, 2), flush(16, 2)) == ["deadline Flush"]


def test_timestamps_that_clients_read_off_the_clock_may_differ_by_a_moment() -> None:
    def search(timestamp: int) -> list[Request]:
        return [sent("Search", guarantee_timestamp=timestamp)]

    now = 1_790_000_000_000 << 18
    later, much_later = now + (20 << 18), now + (5_000 << 18)
    assert found(search(now), search(later)) == []
    for other in (much_later, now + 1, 0, 1):
        assert found(search(now), search(other)) == ["field Search.guarantee_timestamp"]


def test_how_often_work_was_looked_at_and_what_was_used_of_a_deadline_is_not_told() -> None:
    names = ["LoadCollection", "GetLoadingProgress", "GetLoadingProgress", "Query", "Query"]
    assert looked(names) == ["LoadCollection", "GetLoadingProgress", "Query", "Query"]
    assert looked(["GetLoadingProgress", "Query", "GetLoadingProgress"])[-1] == "GetLoadingProgress"
    (one,) = compare_requests([sent("Flush", timeout=4.98)], [FLUSH])
    assert (one.reference, one.candidate) == ("a deadline", "no deadline")
    (one,) = compare_requests([sent("Flush", timeout=4.98)], [sent("Flush", timeout=30)])
    assert (one.reference, one.candidate) == ("at most 5 s", "at most 30 s")
