"""Bugs in what both clients share of writes: requests that store something else, answers that are read as another."""

from __future__ import annotations

import json
from typing import Any

from tests.mutants.shared.planting import edited, shared
from tests.mutants.shared.reading import KEYS, PREPARE, Original

INSERT, UPSERT, DELETE = (
    f"{PREPARE}.{name}" for name in ("row_insert_param", "row_upsert_param", "delete_request")
)
TOLD = "pymilvus.client.abstract:MutationResult._pack"


@edited("live.write/insert", INSERT)
def insert_ignores_partition(request: Any) -> None:
    """Stores rows in the default partition."""
    request.partition_name = "_default"


@edited("live.write/insert", INSERT)
def insert_rounds_vectors(request: Any) -> None:
    """Stores dense vectors rounded to whole numbers."""
    for field in request.fields_data:
        data = field.vectors.float_vector.data
        for place, value in enumerate(data):
            data[place] = round(value)


@edited("live.write/insert", INSERT)
def insert_stores_zero_for_null(request: Any) -> None:
    """Stores null as a number."""
    for field in request.fields_data:
        numbers = field.scalars.long_data.data or field.scalars.int_data.data
        if not all(field.valid_data) and len(numbers) < len(field.valid_data):
            present = iter(list(numbers))
            numbers[:] = [next(present) if valid else 0 for valid in field.valid_data]
            del field.valid_data[:]


@edited("live.write/insert", INSERT)
def insert_lowers_texts(request: Any) -> None:
    """Stores texts in lower case, but not keys."""
    for field in request.fields_data:
        if field.field_name not in ("id", "pk"):
            texts = field.scalars.string_data.data
            if texts:
                texts[:] = [text.lower() for text in list(texts)]


@edited("live.write/upsert", UPSERT)
def upsert_loses_json_keys(request: Any) -> None:
    """Loses the last key of JSON objects."""
    for field in request.fields_data:
        for place, text in enumerate(field.scalars.json_data.data):
            value = json.loads(text) if text else None
            if isinstance(value, dict) and value:
                value.popitem()
                field.scalars.json_data.data[place] = json.dumps(value).encode()


@edited("live.write/upsert", UPSERT)
def upsert_exchanges_numbers(request: Any) -> None:
    """Stores the numbers of rows in reverse, but not keys."""
    for field in request.fields_data:
        if field.field_name not in ("id", "pk"):
            for numbers in (field.scalars.int_data.data, field.scalars.double_data.data):
                if numbers:
                    numbers[:] = list(numbers)[::-1]


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


@edited("live.write/delete", DELETE)
def delete_takes_and_for_or(request: Any) -> None:
    """Sends `or` for `and`."""
    request.expr = request.expr.replace(" and ", " or ")


@edited("live.write/delete", DELETE, unseen="few deletes of quick runs have a filter with < in it")
def delete_takes_greater_for_less(request: Any) -> None:
    """Sends `>` for `<`."""
    request.expr = request.expr.replace(" < ", " > ")
