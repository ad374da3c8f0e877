"""What queries, gets and iterations must find: which rows, how many, and what is in them.

The one rule: where a limit cuts rows that have no order, any of them will do, but as many as are due.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from conformance.model import Schema
from conformance.oracle.contents import asked_fields, content_problems
from conformance.oracle.problem import Problem

__all__ = ["Row", "counted", "found_rows", "iterated_rows", "rows_with_keys", "to_be_quoted"]

Row = Mapping[str, Any]


def counted(due: int, value: Any, which: str = "") -> Iterator[Problem]:
    """Yield what is wrong with an answer that counts rows.

    Args:
        due: How many there are.
        value: The answer.
        which: Which rows, for the name of the promise.
    """
    told = value[0]["count(*)"]
    if type(told) is not int or told != due:
        yield Problem(
            f"count of rows{which}", f"counted {told!r} rows instead of {due}", "value[0]['count(*)']", due
        )


def found_rows(
    schema: Schema, rows: Sequence[Row], words: Mapping[str, Any], value: Any, shown: str = "value"
) -> Iterator[Problem]:
    """Yield what is wrong with rows that were found.

    Args:
        schema: The collection's schema.
        rows: The rows that match.
        words: The call's arguments.
        value: The answer.
        shown: Python expression of the rows in the result.
    """
    limit, offset = words.get("limit"), words.get("offset") or 0
    rest = max(0, len(rows) - offset)
    due = rest if limit is None else min(limit, rest)
    if len(value) != due:
        yield Problem("number of rows", f"{len(value)} rows instead of {due}", f"len({shown})", due)
    primary = schema.primary.name
    keyed = [(row[primary], row) for row in value if primary in row]
    yield from _named_once(primary, rows, [key for key, _ in keyed], shown, whole=due == len(rows))
    held = {repr(row[primary]): row for row in rows}
    zoned = bool({"timezone", "time_fields"} & words.keys())
    asked = asked_fields(words.get("output_fields"))
    for key, row in keyed:
        if repr(key) in held:
            where = f"next(row for row in {shown} if row[{primary!r}] == {key!r})"
            yield from content_problems(schema, held[repr(key)], row, asked, where, zoned=zoned)


def iterated_rows(
    schema: Schema, rows: Sequence[Row], words: Mapping[str, Any], value: Any, most: int
) -> Iterator[Problem]:
    """Yield what is wrong with the batches of an iteration.

    Args:
        schema: The collection's schema.
        rows: The rows that match.
        words: The call's arguments.
        value: The batches.
        most: Batches that are taken at most; then there may be more.
    """
    limit = words.get("limit", -1)
    size = words.get("batch_size", len(rows))
    if limit == 0 or size < 1:
        return  # what that means is for clients to say
    found = [row for batch in value for row in batch]
    due = len(rows) if limit < 0 else min(limit, len(rows))
    if len(value) == most:
        due = min(due, len(found))
    shown = "[row for batch in value for row in batch]"
    yield from found_rows(schema, rows, {**words, "limit": due}, found, shown)
    if any(len(batch) > size for batch in value if rows):
        text = f"batches of {[len(batch) for batch in value]} rows instead of {size} at most"
        yield Problem("size of batches", text, f"max(map(len, value)) <= {size}", True)


def rows_with_keys(schema: Schema, rows: Sequence[Row], keys: Any) -> list[Row]:
    """Return the rows with some primary keys."""
    wanted = keys if isinstance(keys, list) else [keys]
    return [row for row in rows if row[schema.primary.name] in wanted]


def to_be_quoted(keys: Sequence[Any]) -> bool:
    """Return whether a key ends a quoted text as it is, or has what is read as an escape in one."""
    return any(isinstance(key, str) and not {*key}.isdisjoint("'\"\\") for key in keys)


def _named_once(
    primary: str, rows: Sequence[Row], keys: Sequence[Any], shown: str, *, whole: bool
) -> Iterator[Problem]:
    expected, found = {repr(row[primary]) for row in rows}, Counter(map(repr, keys))
    listed = f"[row[{primary!r}] for row in {shown}]"
    for key in sorted(found.keys() - expected):
        yield Problem("rows that match", f"found {key}, which does not match", f"{key} in {listed}", False)
    for key in sorted(expected - found.keys()) if whole and len(keys) else ():
        yield Problem("rows that match", f"did not find {key}", f"{key} in {listed}", True)
    for key in sorted(key for key, times in found.items() if times > 1):
        yield Problem("each row once", f"found {key} twice", f"{listed}.count({key})", 1)
