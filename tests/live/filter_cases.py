"""For each construct that some engine refuses or answers wrongly: a filter, and the rows that it selects.

The one rule: what is selected is written down, not calculated, so that the oracle is tried by it, too.
"""

from __future__ import annotations

from typing import Any

from conformance.model import Field, Index, Indexes, Schema
from pytest_milvus.values.filter import (
    And,
    Arithmetic,
    Compare,
    Contains,
    Exists,
    Filter,
    In,
    IsNull,
    Length,
    Like,
    Not,
    Or,
    Parameter,
    Path,
    Range,
    TextMatch,
)

__all__ = ["CASES", "INDEXES", "ROWS", "schema"]

LEAST = -(2**63)

NULLABLE = (
    Field("n", "INT64", nullable=True),
    Field("m", "ARRAY", {"element_type": "INT64", "max_capacity": 4}, nullable=True),
    Field("t", "VARCHAR", {"max_length": 8, "enable_analyzer": True, "enable_match": True}, nullable=True),
)


def schema(*, nullable: bool) -> Schema:
    """Return the schema of `ROWS`, with or without its nullable fields."""
    fields = (
        Field("id", "INT64", primary=True),
        Field("v", "FLOAT_VECTOR", {"dim": 2}),
        Field("key", "INT64", partition_key=True),
        Field("a", "INT64"),
        Field("f", "FLOAT"),
        Field("s", "VARCHAR", {"max_length": 8}),
        Field("j", "JSON"),
        Field("l", "ARRAY", {"element_type": "INT64", "max_capacity": 4}),
    )
    return Schema((*fields, *NULLABLE) if nullable else fields)


INDEXES = Indexes((Index("v", "FLAT", metric="L2"),))


_NAMES = ("id", "v", "key", "a", "f", "s", "j", "l", "n", "m", "t")
ROWS: tuple[dict[str, Any], ...] = tuple(
    dict(zip(_NAMES, values, strict=True))
    for values in (
        (1, [1.0, 1.0], 1, 1, 0.1, "", {"k": 1, "": 1}, [-1], 1, [1], "red"),
        (2, [1.0, 1.0], 2, 2, 0.5, "ab", {"k": 2}, [], None, None, None),
        (3, [1.0, 1.0], 1, 3, 1.5, "b", {}, [3, 4], 3, [], "sea"),
        (4, [1.0, 1.0], 3, LEAST, -2.25, "bb", {"k": None}, [1, 2, 3], 4, [2], ""),
    )
)

A, F, L, M, N, S = map(Path, "aflmns")
JK = Path("j", ("k",))

CASES: dict[str, tuple[Filter, list[int]]] = {
    "infix_like": (Like(S, "%b"), [2, 3, 4]),
    "filter_empty_like": (Like(S, ""), [1]),
    "filter_templates": (Compare(A, "==", Parameter("p", 2)), [2]),
    "filter_ranges": (Range(1, A, 5, (False, False)), [2, 3]),
    "filter_modulo": (Compare(Arithmetic(A, "%", 2), "==", 1), [1, 3]),
    "filter_integer_division": (Compare(Arithmetic(A, "/", 2), "==", 1), [2, 3]),
    "filter_result_order": (Compare(Length(L), ">", 1), [3, 4]),
    "filter_least_integer": (Compare(A, "==", LEAST), [4]),
    "filter_negative_elements": (Contains("array", L, "one", (-1,)), [1]),
    "filter_float32": (Compare(F, "==", 0.1), [1]),
    "filter_null_in": (In(N, (1,), negated=True), [3, 4]),
    "filter_null_arrays": (Compare(Length(M), "==", 0), [3]),
    "filter_null_functions": (Not(TextMatch(Path("t"), "RED")), [3, 4]),
    "filter_partition_key": (Or((In(Path("key"), (1,)), Not(In(A, (3,))))), [1, 2, 3, 4]),
    "filter_json_in": (In(JK, (1,)), [1]),
    "filter_exists": (And((Exists(JK), Compare(A, "==", 1))), [1]),
    "filter_empty_keys": (Compare(Path("j", ("",)), "==", 1), [1]),
    "filter_json_unknown": (Compare(JK, "!=", 1), [2]),
    "filter_json_null": (IsNull(JK), [3, 4]),
}
"""Filter and primary keys for each capability."""
