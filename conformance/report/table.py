"""The summary table: a method in each row, a tier in each column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.report.coverage import summary

__all__ = ["Row", "engine_differences", "lacking", "lines", "rows", "tiers"]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        method: Method name.
        examples: Examples of all tiers.
        statuses: Status by tier, ``""`` where the tier does not check the method.
        note: Counts of divergences.
        coverage: What was exercised; see `conformance.report.coverage.summary`.
    """

    method: str
    examples: int
    statuses: Mapping[str, str]
    note: str
    coverage: str


def tiers(document: Mapping[str, Any]) -> list[str]:
    """Return the tiers of a report document, in the order in which they run."""
    found = {tier for methods in document["methods"].values() for tier in methods}
    known = [tier for tier in document["tiers"] if tier in found]
    return [*known, *sorted(found.difference(known))]


def lacking(methods: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the methods, as in a report document, that the candidate lacks."""
    return [
        name for name, tiers in methods.items() if {tier["status"] for tier in tiers.values()} == {"missing"}
    ]


def rows(document: Mapping[str, Any]) -> Iterator[Row]:
    """Yield one row for each method of a report document; of a partial client for each that it offers."""
    left = lacking(document["methods"]) if document["partial"] else ()
    new = {item["fingerprint"] for item in document["divergences"] if not item["known"]}
    columns = tiers(document)
    for method, checked in document["methods"].items():
        if method in left:
            continue
        found = {name for tier in checked.values() for name in tier["divergences"]}
        fresh = sum(name in new for name in found)
        parts = [
            f"{fresh} new" if fresh else "",
            f"{len(found) - fresh} known" if len(found) > fresh else "",
        ]
        yield Row(
            method,
            sum(tier["examples"] for tier in checked.values()),
            {tier: checked[tier]["status"] if tier in checked else "" for tier in columns},
            ", ".join(filter(None, parts)),
            summary(checked),
        )


def engine_differences(document: Mapping[str, Any]) -> list[tuple[str, int, str]]:
    """Return where both clients agree and the exact answer differs: what was asked for, how often, and an example."""
    return [
        (kind, told["count"], told["example"])
        for checked in document["methods"].values()
        for tier in checked.values()
        for kind, told in tier["engine differences"].items()
    ]


def lines(document: Mapping[str, Any], *, whole: bool = True) -> list[str]:
    """Return the table as text for a terminal.

    Args:
        document: The report.
        whole: Whether methods stand in it that agree in every tier.
    """
    every, columns = list(rows(document)), tiers(document)
    table = [row for row in every if whole or not set(row.statuses.values()) <= {"agree", ""}]
    rest = len(every) - len(table)
    if not table:
        return [f"all {rest} methods agree" if rest != 1 else "the one method agrees"]
    width = max((len(row.method) for row in table), default=6)
    head = f"{'method':<{width}}  " + "".join(f"{tier:<9}" for tier in columns) + "examples"
    return [
        head,
        *(
            (
                f"{row.method:<{width}}  "
                + "".join(f"{row.statuses[tier] or '-':<9}" for tier in columns)
                + f"{row.examples:>8}  {row.note}"
            ).rstrip()
            for row in table
        ),
        *([f"{rest} more methods agree" if rest != 1 else "1 more method agrees"] if rest else []),
    ]
