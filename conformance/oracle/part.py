"""The part of a ranking that a search asks for: between the bounds of a range, one hit for each value of a field.

The one rule: where rounding could put a row on either side of a bound, there is no answer.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace

from pytest_milvus.exact.search import NEAREST_FIRST, Group, Id, Metric, Ranking

__all__ = ["between", "first_of_each"]


def between(
    ranking: Ranking, metric: Metric, radius: float | None = None, range_filter: float | None = None
) -> Ranking | None:
    """Return the part of a whole ranking that a range search finds.

    Args:
        ranking: The exact answer for all rows.
        metric: Its metric.
        radius: The far bound, itself outside; none where ``None``.
        range_filter: The near bound, itself inside; none where ``None``.

    Returns:
        The groups between the bounds; ``None`` where a distance is a bound's as far as rounding lets one tell.

    Source: https://milvus.io/docs/range-search.md, which says so of every metric.
    """
    sign = NEAREST_FIRST[metric]
    for bound in (radius, range_filter):
        if bound is not None and any(_meets(group, bound) for group in ranking.groups):
            return None
    return replace(
        ranking,
        groups=tuple(
            group
            for group in ranking.groups
            if (radius is None or sign * group.distance < sign * radius)
            and (range_filter is None or sign * group.distance >= sign * range_filter)
        ),
    )


def first_of_each(ranking: Ranking, values: Mapping[Id, Hashable]) -> Ranking:
    """Return the ranking of a grouping search: of values instead of rows, each where its first row is.

    Args:
        ranking: The exact answer for all rows.
        values: What each row has in the field that groups.
    """
    seen: set[Hashable] = set()
    groups = []
    for group in ranking.groups:
        fresh = {values[key] for key in group.ids} - seen
        seen |= fresh
        groups += [replace(group, ids=frozenset(fresh))] if fresh else []  # type: ignore[arg-type]
    return replace(ranking, groups=tuple(groups))


def _meets(group: Group, bound: float) -> bool:
    return abs(group.distance - bound) <= group.tolerance
