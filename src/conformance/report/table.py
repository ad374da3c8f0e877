"""The summary table: method, examples, status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Row", "lines", "rows"]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    method: str
    examples: int
    status: str
    note: str


def rows(document: Mapping[str, Any]) -> Iterator[Row]:
    """Yield one row for each method and tier of a report document."""
    new = {item["fingerprint"] for item in document["divergences"] if not item["known"]}
    for method, tiers in document["methods"].items():
        for tier in tiers.values():
            found = tier["divergences"]
            fresh = sum(name in new for name in found)
            parts = [
                f"{fresh} new" if fresh else "",
                f"{len(found) - fresh} known" if len(found) > fresh else "",
            ]
            yield Row(method, tier["examples"], tier["status"], ", ".join(filter(None, parts)))


def lines(document: Mapping[str, Any]) -> list[str]:
    """Return the table as text for a terminal."""
    table = list(rows(document))
    width = max((len(row.method) for row in table), default=6)
    head = f"{'method':<{width}}  {'examples':>8}  status"
    return [head, *(f"{r.method:<{width}}  {r.examples:>8}  {r.status:<10} {r.note}".rstrip() for r in table)]
