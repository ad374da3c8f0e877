"""Bugs in what both clients share of writes: requests that store something else, answers that are read as another."""

from __future__ import annotations

import json
from typing import Any

from tests.mutants.shared.planting import shared
from tests.mutants.shared.reading import KEYS, PREPARE, Original

INSERT, UPSERT, DELETE = (
    f"{PREPARE}.{name}" for name in ("row_insert_param", "row_upsert_param", "delete_request")
)
TOLD = "pymilvus.client.abstract:MutationResult._pack"


@shared("live.write/insert", INSERT)
def insert_ignores_partition(original: Original, *args: Any, **words: Any) -> Any:
    """Stores rows in the default partition."""
    request = original(*args, **words)
    request.partition_name = "_default"
    return request


@shared("live.write/insert", INSERT)
def insert_rounds_vectors(original: Original, *args: Any, **words: Any) -> Any:
    """Stores dense vectors rounded to whole numbers."""
    request = original(*args, **words)
    for field in request.fields_data:
        data = field.vectors.float_vector.data
        for place, value in enumerate(data):
            data[place] = round(value)
    return request


@shared("live.write/insert", INSERT)
def insert_stores_zero_for_null(original: Original, *args: Any, **words: Any) -> Any:
    """Stores null as a number."""
    request = original(*args, **words)
    for field in request.fields_data:
        numbers = field.scalars.long_data.data or field.scalars.int_data.data
        if not all(field.valid_data) and len(numbers) < len(field.valid_data):
            present = iter(list(numbers))
            numbers[:] = [next(present) if valid else 0 for valid in field.valid_data]
            del field.valid_data[:]
    return request


@shared("live.write/insert", INSERT)
def insert_lowers_texts(original: Original, *args: Any, **words: Any) -> Any:
    """Stores texts in lower case, but not keys."""
    request = original(*args, **words)
    for field in request.fields_data:
        if field.field_name not in ("id", "pk"):
            texts = field.scalars.string_data.data
            if texts:
                texts[:] = [text.lower() for text in list(texts)]
    return request


@shared("live.write/upsert", UPSERT)
def upsert_loses_json_keys(original: Original, *args: Any, **words: Any) -> Any:
    """Loses the last key of JSON objects."""
    request = original(*args, **words)
    for field in request.fields_data:
        for place, text in enumerate(field.scalars.json_data.data):
            value = json.loads(text) if text else None
            if isinstance(value, dict) and value:
                value.popitem()
                field.scalars.json_data.data[place] = json.dumps(value).encode()
    return request


@shared("live.write/upsert", UPSERT)
def upsert_exchanges_numbers(original: Original, *args: Any, **words: Any) -> Any:
    """Stores the numbers of rows in reverse, but not keys."""
    request = original(*args, **words)
    for field in request.fields_data:
        if field.field_name not in ("id", "pk"):
            for numbers in (field.scalars.int_data.data, field.scalars.double_data.data):
                if numbers:
                    numbers[:] = list(numbers)[::-1]
    return request


@shared("live.write/insert", TOLD)
def inserts_count_one_more(original: Original, self: Any, answer: Any) -> None:
    """Tells one row more than was inserted."""
    original(self, answer)
    self._insert_cnt += bool(self._insert_cnt)


@shared("live.write/upsert", TOLD)
def upserts_count_nothing(original: Original, self: Any, answer: Any) -> None:
    """Tells that no row was upserted."""
    original(self, answer)
    self._upsert_cnt = 0


@shared("live.write/insert", TOLD)
def keys_are_told_in_reverse(original: Original, self: Any, answer: Any) -> None:
    """Tells the keys of written rows in reverse."""
    original(self, answer)
    self._primary_keys = list(self._primary_keys)[::-1]


@shared("live.write/delete", KEYS)
def delete_loses_the_last_key(original: Original, self: Any, schema: Any, keys: Any) -> Any:
    """Loses the last of several keys."""
    return original(self, schema, keys[:-1] if len(keys) > 1 else keys)


@shared("live.write/delete", DELETE)
def delete_takes_and_for_or(original: Original, *args: Any, **words: Any) -> Any:
    """Sends `or` for `and`."""
    request = original(*args, **words)
    request.expr = request.expr.replace(" and ", " or ")
    return request


@shared("live.write/delete", DELETE, unseen="few deletes of quick runs have a filter with < in it")
def delete_takes_greater_for_less(original: Original, *args: Any, **words: Any) -> Any:
    """Sends `>` for `<`."""
    request = original(*args, **words)
    request.expr = request.expr.replace(" < ", " > ")
    return request
