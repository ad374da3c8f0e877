"""What generated data and filters leave out, and why.

The one rule: an exclusion is never silent. A construct that some engine refuses or answers wrongly has a
capability, tried on real servers by tests/live; an engine without it is never sent the construct.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

__all__ = ["EXCLUSIONS", "Exclusion", "exclusions"]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A construct that is drawn only for engines with a capability.

    Attributes:
        capability: The capability's name in ``fixtures/engines/``.
        construct: What is left out without it, as an example.
        reason: Which engines lack it, and what they do instead.
        link: Where to read on.
    """

    capability: str
    construct: str
    reason: str
    link: str


_DOCS = "https://milvus.io/docs/"
_LITE = "https://github.com/milvus-io/milvus-lite"

EXCLUSIONS = (
    Exclusion(
        "authentication",
        "calls without a token, with a wrong one, or by users without a privilege",
        "a server serves anybody unless it is told to ask for a token, and Milvus Lite always does",
        _DOCS + "authenticate.md",
    ),
    Exclusion(
        "mixed_defaults",
        "a field with a default value, left out by some rows of an insert",
        "Milvus 2.3.5 counts the values and refuses the insert; without it no field has a default",
        "https://milvus.io/docs/nullable-and-default.md",
    ),
    Exclusion(
        "largest_keys",
        "a primary key of 2**63 - 1",
        "Milvus 2.3.5 loses such rows in every query: its merge of results starts from that key as a maximum",
        "https://github.com/milvus-io/milvus/blob/v2.3.5/pkg/util/typeutil/schema.go",
    ),
    Exclusion(
        "upsert_moves",
        "an upsert of a key that lies in another partition",
        "Milvus looks for the old row in the partition of the new one alone and then keeps both; a query shows "
        "one of them, now this, now that",
        "https://milvus.io/docs/upsert-entities.md",
    ),
    Exclusion(
        "session_deletes",
        "a read with consistency level Session after a delete",
        "Milvus 2.3.5 answers a delete without a timestamp, so that no client can ask for a later state",
        _DOCS + "consistency.md",
    ),
    Exclusion(
        "concurrent_writes",
        "two writes to one collection at the same time",
        "Milvus Lite 3.2.2 keeps no writer from another; drawn as one write with reads beside it",
        _LITE,
    ),
    Exclusion(
        "reload",
        "refresh_load, optimize",
        "refresh_load, which optimize ends with, waits for ever on Milvus Lite 3.2.2, and ten seconds on Milvus 2.3",
        _LITE,
    ),
    Exclusion(
        "index_properties",
        "alter_index_properties, drop_index_properties",
        "Milvus 2.3 answers AlterIndex with an internal error, and pymilvus tries again for more than three minutes",
        "https://github.com/milvus-io/pymilvus/blob/v3.0.2/pymilvus/decorators.py",
    ),
    Exclusion(
        "flush_all",
        "flush_all",
        "Milvus 2.3 tells late that all is flushed, and pymilvus asks for it every five seconds",
        "https://github.com/milvus-io/pymilvus/blob/v3.0.2/pymilvus/client/grpc_handler.py",
    ),
    Exclusion(
        "infix_like",
        'a like "%b", a like "%b%"',
        "Milvus 2.3 takes prefix patterns only",
        _DOCS + "basic-operators.md",
    ),
    Exclusion(
        "filter_empty_like",
        'a like ""',
        "Milvus 2.3.5 takes it for a prefix, which every text has",
        _DOCS + "basic-operators.md",
    ),
    Exclusion(
        "filter_templates",
        "a == {p} with filter_params",
        "Milvus before 2.5 and Milvus Lite 3.2.2 do not read expr_template_values",
        _DOCS + "filtering-templating.md",
    ),
    Exclusion(
        "filter_ranges",
        "1 < a < 5",
        "Milvus Lite 3.2.2 reads (1 < a) < 5 and refuses it; drawn as two comparisons instead",
        _LITE,
    ),
    Exclusion(
        "filter_modulo",
        "a % 2 == 1",
        "Milvus Lite 3.2.2 has no % operator",
        _LITE,
    ),
    Exclusion(
        "filter_integer_division",
        "a / 2 == 1 for an integer a",
        "Milvus Lite 3.2.2 divides in floating point, Milvus truncates towards zero",
        _LITE,
    ),
    Exclusion(
        "filter_result_order",
        "a + 1 > 3, array_length(a) > 1",
        "Milvus 2.3 compares calculated values by == and != only",
        _DOCS + "basic-operators.md",
    ),
    Exclusion(
        "filter_least_integer",
        "a == -9223372036854775808",
        "Milvus 2.3 reads the number before its sign and finds it out of range",
        _DOCS + "basic-operators.md",
    ),
    Exclusion(
        "filter_negative_elements",
        "array_contains(a, -1)",
        "Milvus Lite 3.2.2 takes no sign there; drawn as array_contains_any(a, [-1]) instead",
        _LITE,
    ),
    Exclusion(
        "filter_float32",
        "f == 0.1 for a FLOAT f",
        "Milvus Lite 3.2.2 compares in float64, so that 0.1 never equals the stored 0.10000000149; literals "
        "are drawn as float32 values instead, and arithmetic on FLOAT fields is not drawn",
        _LITE,
    ),
    Exclusion(
        "filter_null_in",
        "a not in [1], not (a in [1]) for a nullable a",
        "Milvus Lite 3.2.2 selects rows where a is null: its kernel makes null in [...] false, not unknown",
        _LITE,
    ),
    Exclusion(
        "filter_null_arrays",
        "array_length(a) == 0, not (array_contains(a, 1)) for a nullable or missing list",
        "Milvus Lite 3.2.2 takes the length of null for 0, and whether null contains a value for false",
        _LITE,
    ),
    Exclusion(
        "filter_null_functions",
        'not (TEXT_MATCH(a, "red")) for a nullable a',
        "Milvus Lite 3.2.2 selects rows where a is null, as if the function were false and not unknown; whether "
        "Milvus 2.5 does has not been tried",
        _LITE,
    ),
    Exclusion(
        "filter_partition_key",
        "k in [1] or not (a in [2]) for a partition key k",
        "Milvus 2.3.5 looks into the partition of k == 1 alone",
        _DOCS + "use-partition-key.md",
    ),
    Exclusion(
        "filter_json_in",
        'j["k"] in [1, 2]',
        "Milvus Lite 3.2.2 takes a field's name only before in",
        _LITE,
    ),
    Exclusion(
        "filter_exists",
        'exists j["k"] and a == 1',
        "Milvus 2.3 takes exists for no part of and, or, not; it is not drawn alone either",
        _DOCS + "basic-operators.md",
    ),
    Exclusion(
        "filter_empty_keys",
        'j[""] == 1',
        "Milvus 2.3 takes the path for an invalid identifier",
        _DOCS + "use-json-fields.md",
    ),
    Exclusion(
        "filter_json_unknown",
        'not (j["k"] == 1), j["k"] != 1, j["k"] not in [1] where rows lack the key',
        "Milvus 2.3.5 selects rows that lack the key, as if the comparison were false and not unknown",
        _DOCS + "json-filtering-overview.md",
    ),
    Exclusion(
        "filter_json_null",
        'j["k"] is null',
        "Milvus before 2.5 has no null test",
        _DOCS + "json-filtering-overview.md",
    ),
)


def exclusions(capabilities: Collection[str]) -> tuple[Exclusion, ...]:
    """Return the exclusions in force on an engine with these capabilities, in the order of the table."""
    return tuple(item for item in EXCLUSIONS if item.capability not in capabilities)
