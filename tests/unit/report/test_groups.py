"""New divergences are grouped by likeness, each in one group, whatever their order."""

from __future__ import annotations

import random
from dataclasses import replace

from conformance.report.event import Divergence
from conformance.report.groups import groups
from tests.unit.report.test_document import NEW


def new(*fingerprints: str) -> list[Divergence]:
    return [replace(NEW, fingerprint=name) for name in fingerprints]


MISSING = [f"surface.signature/m{number} missing member" for number in range(60)]
METADATA = [f"wire.request/{one} metadata {one.title()}Rows.dbname" for one in ("get", "query", "search")]
DELETE = [
    "wire.fault/delete outcome result (raised, returned) [Delete RateLimit]",
    "wire.request/delete outcome result (raised, returned)",
    "live.write/delete outcome result (raised, returned)",
    "wire.validation/delete error-type result [ids: float]",
]
LONELY = ["live.read/hop value result[].{INT64}"]


def test_one_difference_of_many_methods_is_one_group_and_so_is_one_method() -> None:
    found = groups(new(*MISSING, *METADATA, *DELETE, *LONELY))
    assert [item["title"] for item in found] == [
        "hop gives another value in result[].{INT64}",
        "each of m0, m1, m10 and 57 more is missing",
        "delete returns where the reference fails and raises another exception",
        "each of get, query, search sends other metadata: its RPC.dbname",
    ]
    assert [len(item["fingerprints"]) for item in found] == [1, 60, 4, 3]
    assert found[2]["checks"] == ["live.write", "wire.fault", "wire.request", "wire.validation"]
    assert found[2]["example"] == "live.write/delete outcome result (raised, returned)"


def test_each_stands_in_one_group_and_the_order_of_what_was_found_is_nothing() -> None:
    every = [*MISSING, *METADATA, *DELETE, *LONELY]
    shuffled = random.Random(3).sample(every, len(every))
    found = groups(new(*shuffled))
    assert found == groups(new(*every))
    assert sorted(name for item in found for name in item["fingerprints"]) == sorted(every)
    assert all(item["example"] in item["fingerprints"] for item in found)
    assert len({item["id"] for item in found}) == len(found)


def test_the_id_of_a_group_is_that_of_its_likeness() -> None:
    (one,), (other,) = groups(new(*MISSING[:3])), groups(new(*MISSING[2:9]))
    assert one["id"] == other["id"]


def test_how_arguments_were_chosen_is_no_likeness_and_what_they_are_is_one() -> None:
    same = [f"live.call/{name} type result [odd name]" for name in ("a", "b")]
    found = groups(new(*same, "live.call/c type result [by position]", "wire.request/d type result"))
    assert len(found) == 1
    ids = [
        f"wire.validation/{name} error-type result [ids: {how}]"
        for name, how in zip("abc", ("int", "str", "list"), strict=True)
    ]
    names = [f"wire.validation/{name} error-type result [name: str]" for name in "abc"]
    assert [item["methods"] for item in groups(new(*ids, *names))] == [["a", "b", "c"], ["a", "b", "c"]]


def test_there_are_no_groups_of_nothing() -> None:
    assert groups([]) == []
