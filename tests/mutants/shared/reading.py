"""Bugs in what both clients share of reads: requests that ask for something else, answers that are read as another."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.mutants.shared.planting import edited, shared

PREPARE = "pymilvus.client.prepare:Prepare"
QUERY, SEARCH, HYBRID = (
    f"{PREPARE}.{name}"
    for name in ("query_request", "search_requests_with_expr", "hybrid_search_request_with_ranker")
)
CELLS = "pymilvus.client.entity_helper:extract_row_data_from_fields_data_v2"
ROWS = "pymilvus.client.types:HybridExtraList.__init__"
HITS = "pymilvus.client.search_result:SearchResult.__init__"
KEYS = "pymilvus.milvus_client.base:BaseMilvusClient._pack_pks_expr"

Original = Callable[..., Any]


def without(pairs: Any, *keys: str) -> None:
    """Take parameters out of a request."""
    kept = [pair for pair in pairs if pair.key not in keys]
    del pairs[:]
    pairs.extend(kept)


def changed(pairs: Any, key: str, change: Callable[[Any], Any]) -> None:
    """Change a parameter of a request."""
    for pair in pairs:
        if pair.key == key:
            pair.value = str(change(json.loads(pair.value)))


@edited("live.read/query", QUERY)
def query_asks_for_one_more(request: Any) -> None:
    """Asks for one row more than the limit."""
    changed(request.query_params, "limit", lambda limit: limit + 1)


@edited("live.read/query", QUERY)
def query_asks_for_one_less(request: Any) -> None:
    """Asks for one row less than the limit, where it is more than one."""
    changed(request.query_params, "limit", lambda limit: max(1, limit - 1))


@edited("live.read/query", QUERY)
def query_drops_limit(request: Any) -> None:
    """Drops the limit of a query with a filter."""
    if request.expr:
        without(request.query_params, "limit")


@edited("live.read/query", QUERY)
def query_drops_offset(request: Any) -> None:
    """Drops the offset."""
    without(request.query_params, "offset")


@edited("live.read/query", QUERY)
def query_drops_partitions(request: Any) -> None:
    """Looks into all partitions."""
    del request.partition_names[:]


@edited("live.read/query", QUERY)
def query_takes_and_for_or(request: Any) -> None:
    """Sends `or` for `and`."""
    request.expr = request.expr.replace(" and ", " or ")


@edited("live.read/query", QUERY)
def query_asks_for_fewer_fields(request: Any) -> None:
    """Loses the last of several output fields."""
    if len(request.output_fields) > 1:
        del request.output_fields[-1]


@edited("live.read/query", QUERY)
def query_lowers_the_filter(request: Any) -> None:
    """Sends texts of a filter in lower case."""
    request.expr = request.expr.replace('"A', '"a').replace('"R', '"r')


@shared("live.read/query", CELLS)
def rows_count_from_one(original: Original, field: Any, rows: Any) -> Any:
    """Tells INT64 values that are one too large, but not keys."""
    if field.field_name not in ("id", "pk"):
        for place, value in enumerate(field.scalars.long_data.data):
            field.scalars.long_data.data[place] = min(value + 1, 2**63 - 1)
    return original(field, rows)


@shared("live.read/query", CELLS)
def rows_round_numbers(original: Original, field: Any, rows: Any) -> Any:
    """Rounds floating-point numbers to two places."""
    for numbers in (field.scalars.float_data.data, field.scalars.double_data.data):
        for place, value in enumerate(numbers):
            numbers[place] = round(value, 2)
    return original(field, rows)


@shared("live.read/query", CELLS)
def rows_cut_texts(original: Original, field: Any, rows: Any) -> Any:
    """Cuts texts after eight characters."""
    for place, value in enumerate(field.scalars.string_data.data):
        field.scalars.string_data.data[place] = value[:8]
    return original(field, rows)


@shared("live.read/query", CELLS)
def rows_are_all_true(original: Original, field: Any, rows: Any) -> Any:
    """Tells every BOOL as true."""
    for place, _ in enumerate(field.scalars.bool_data.data):
        field.scalars.bool_data.data[place] = True
    return original(field, rows)


@shared("live.read/query", CELLS)
def rows_fill_nulls(original: Original, field: Any, rows: Any) -> Any:
    """Tells null as a value."""
    del field.valid_data[:]
    return original(field, rows)


@shared("live.read/get", CELLS)
def rows_lose_json_keys(original: Original, field: Any, rows: Any) -> Any:
    """Loses the last key of a JSON object."""
    for place, text in enumerate(field.scalars.json_data.data):
        value = json.loads(text) if text else None
        if isinstance(value, dict) and value:
            value.popitem()
            field.scalars.json_data.data[place] = json.dumps(value).encode()
    return original(field, rows)


@shared("live.read/get", CELLS)
def rows_turn_arrays_round(original: Original, field: Any, rows: Any) -> Any:
    """Tells the elements of an array in reverse."""
    for cell in field.scalars.array_data.data:
        for numbers in (cell.long_data.data, cell.int_data.data, cell.string_data.data):
            if numbers:
                numbers[:] = list(numbers)[::-1]
    return original(field, rows)


@shared("live.read/get", CELLS)
def rows_lose_a_dimension(original: Original, field: Any, rows: Any) -> Any:
    """Tells the last element of a dense vector as 0."""
    data, dim = field.vectors.float_vector.data, field.vectors.dim
    for place in range(dim - 1, len(data), dim) if dim else ():
        data[place] = 0.0
    return original(field, rows)


@shared("live.read/get", CELLS)
def rows_lose_weights(original: Original, field: Any, rows: Any) -> Any:
    """Loses the last weight of a sparse vector that has several."""
    for place, content in enumerate(field.vectors.sparse_float_vector.contents):
        if len(content) > 8:
            field.vectors.sparse_float_vector.contents[place] = content[:-8]
    return original(field, rows)


@shared("live.read/query", ROWS)
def rows_lose_the_last(original: Original, self: Any, fields: Any, rows: Any, **words: Any) -> None:
    """Loses the last of several rows."""
    original(self, fields, rows[:-1] if len(rows) > 1 else rows, **words)


@shared("live.read/query", ROWS)
def counts_are_unreadable(original: Original, self: Any, fields: Any, rows: Any, **words: Any) -> None:
    """Calls a count otherwise."""
    renamed = [{key.replace("count(*)", "count"): value for key, value in row.items()} for row in rows]
    original(self, fields, renamed, **words)


@shared("live.read/query", ROWS)
def counts_are_one_off(original: Original, self: Any, fields: Any, rows: Any, **words: Any) -> None:
    """Counts a row more."""
    more = [
        {key: value + (key == "count(*)") for key, value in row.items()} if "count(*)" in row else row
        for row in rows
    ]
    original(self, fields, more, **words)


@shared("live.read/get", KEYS)
def get_loses_the_last_key(original: Original, self: Any, schema: Any, keys: Any) -> Any:
    """Loses the last of several keys."""
    return original(self, schema, keys[:-1] if len(keys) > 1 else keys)


@edited("live.read/search", SEARCH)
def search_asks_for_one_less(request: Any) -> None:
    """Asks for one hit less, where it is more than one."""
    changed(request.search_params, "topk", lambda limit: max(1, limit - 1))


@edited("live.read/search", SEARCH)
def search_drops_offset(request: Any) -> None:
    """Drops the offset."""
    without(request.search_params, "offset")


@edited("live.read/search", SEARCH)
def search_drops_filter(request: Any) -> None:
    """Drops the filter."""
    request.dsl = ""


@edited("live.read/search", SEARCH)
def search_drops_partitions(request: Any) -> None:
    """Searches all partitions."""
    del request.partition_names[:]


@edited("live.read/search", SEARCH)
def search_drops_groups(request: Any) -> None:
    """Groups nothing."""
    without(request.search_params, "group_by_field")


@edited("live.read/search", SEARCH)
def search_drops_bounds(request: Any) -> None:
    """Drops the bounds of a range search."""
    changed(request.search_params, "params", lambda _: "{}")
    without(request.search_params, "radius", "range_filter")


@shared("live.read/search", HITS)
def hits_have_rounded_distances(original: Original, self: Any, found: Any, *args: Any, **words: Any) -> None:
    """Rounds distances to one place."""
    for place, score in enumerate(found.scores):
        found.scores[place] = round(score, 1)
    original(self, found, *args, **words)


@shared("live.read/search", HITS)
def hits_have_each_others_keys(original: Original, self: Any, found: Any, *args: Any, **words: Any) -> None:
    """Tells the keys of hits in reverse."""
    for keys in (found.ids.int_id.data, found.ids.str_id.data):
        if keys:
            keys[:] = list(keys)[::-1]
    original(self, found, *args, **words)


@shared("live.read/search", HITS)
def hits_have_each_others_values(original: Original, self: Any, found: Any, *args: Any, **words: Any) -> None:
    """Tells the texts of hits in reverse."""
    for field in found.fields_data:
        texts = list(field.scalars.string_data.data)
        if texts:
            field.scalars.string_data.data[:] = texts[::-1]
    original(self, found, *args, **words)


@edited("live.read/hybrid_search", HYBRID)
def fusion_asks_for_one_less(request: Any) -> None:
    """Asks for one hit less, where it is more than one."""
    changed(request.rank_params, "limit", lambda limit: max(1, limit - 1))


@edited("live.read/hybrid_search", HYBRID)
def fusion_exchanges_requests(request: Any) -> None:
    """Sends the requests in reverse, so that each gets another's weight."""
    requests = list(request.requests)[::-1]
    del request.requests[:]
    request.requests.extend(requests)


@shared("live.read/hybrid_search", "pymilvus.client.abstract:RRFRanker.dict")
def fusion_forgets_k(original: Original, self: Any) -> Any:
    """Ranks by a k of its own."""
    return {**original(self), "params": {"k": 60}}


@shared("live.read/query_iterator", "pymilvus.client.iterator.query_iterator:QueryIterator.next")
def iteration_loses_rows(original: Original, self: Any) -> Any:
    """Loses the last row of each batch of several."""
    batch = original(self)
    return batch[:-1] if len(batch) > 1 else batch
