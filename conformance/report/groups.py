"""Divergences that no cause owns, grouped by likeness: a reader of hundreds sees the dozens of bugs behind them.

Alike is first what differs in the same way in several methods, then what differs in one method, in however many checks.
The one rule: each divergence stands in exactly one group, and the same ones give the same groups in whatever order they
come.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from conformance.exploration.finding import Parts, parts
from conformance.report.event import Divergence
from conformance.report.phrases import phrase

__all__ = ["SHOWN", "groups"]

SHOWN = 40
"""Groups that a report for people shows; the worst stand first."""

METHODS = 3
"""Methods in which the same has to differ for it to be a bug that they share."""

_RPC = re.compile(r"(?:^|(?<= ))[A-Z][a-z]+(?:[A-Z]+[a-z]*)*(?=$|[. ])")
"""The name of an RPC, at the beginning of a word. Each method sends its own, so that it says nothing of likeness."""

_MANNERS = ("odd name", "names of nothing", "required only", "by position")
"""Triggers that say how arguments were chosen, and not which one it is about."""

_WORST = (
    *(
        "oracle",
        "state",
        "left",
        "early",
        "stopped",
        "swallowed",
        "server-not-told",
        "late",
        "value",
        "length",
    ),
    *(
        "extra",
        "order",
        "missing",
        "outcome",
        "ending",
        "attempts",
        "budget",
        "deadline",
        "field",
        "metadata",
    ),
    *(
        "awaitable",
        "type",
        "mutated",
        "error-type",
        "error-code",
        "error-value",
        "error-cause",
        "error-message",
    ),
    *("rpc-missing", "rpc-extra", "rpc-order"),
)
"""Kinds of difference, those that hurt most first; what is not named comes last."""

Likeness = tuple[str, str, str]
"""Kind, path and trigger, without what is each method's own."""


def groups(divergences: Iterable[Divergence]) -> list[dict[str, Any]]:
    """Return the groups of divergences, the worst first.

    Args:
        divergences: Those that no cause owns.

    Returns:
        For each group an ``id``, a ``title``, its ``kind``, ``fingerprints``, ``methods``, ``checks`` (without method)
        and the fingerprint of one ``example``.
    """
    left = {name: parts(name) for name in sorted(item.fingerprint for item in divergences)}
    found = []
    while shared := _shared(left):
        likeness, names = shared
        found.append(_group(likeness, {name: left.pop(name) for name in names}))
    by_method: dict[str, list[str]] = defaultdict(list)
    for name, item in left.items():
        by_method[_method(item)].append(name)
    found += [_group(("", "", ""), {name: left[name] for name in names}) for names in by_method.values()]
    return sorted(found, key=_rank)


def _shared(left: dict[str, Parts]) -> tuple[Likeness, list[str]] | None:
    """Return the likeness that most divergences share, and these; ``None`` where no difference is in enough methods."""
    alike: dict[Likeness, list[str]] = defaultdict(list)
    for name, item in left.items():
        alike[_likeness(item)].append(name)
    wide = {
        key: names for key, names in alike.items() if len({_method(left[name]) for name in names}) >= METHODS
    }
    if not wide:
        return None
    return min(wide.items(), key=lambda item: (-len(item[1]), item[0]))


def _likeness(item: Parts) -> Likeness:
    trigger = item.trigger.partition(":")[0].replace("-", "_")
    manner = trigger in _MANNERS or trigger.startswith("after ")
    return item.kind, _RPC.sub("its RPC", item.path), "" if manner else _RPC.sub("its RPC", trigger, count=1)


def _method(item: Parts) -> str:
    return item.check.partition("/")[2]


def _group(likeness: Likeness, members: dict[str, Parts]) -> dict[str, Any]:
    methods = sorted({_method(item) for item in members.values()})
    example = min(members, key=lambda name: (_badness(members[name].kind), len(name), name))
    if any(likeness):
        title = f"{_names(methods)} {phrase(*likeness)}"
    elif len(members) == 1:
        (item,) = members.values()
        title = f"{methods[0]} {phrase(item.kind, item.path, item.trigger)}"
    else:
        most = Counter(phrase(item.kind, item.path) for item in members.values()).most_common(2)
        title = f"{methods[0]} {' and '.join(told for told, _ in most)}"
    own = "" if any(likeness) else methods[0]
    return {
        "id": hashlib.sha256(repr((own, likeness)).encode()).hexdigest()[:8],
        "title": title,
        "kind": members[example].kind,
        "fingerprints": sorted(members),
        "methods": methods,
        "checks": sorted({item.check.partition("/")[0] for item in members.values()}),
        "example": example,
    }


def _names(methods: Collection[str]) -> str:
    first = list(methods)[:3]
    rest = len(methods) - len(first)
    return f"each of {', '.join(first)}{f' and {rest} more' if rest else ''}"


def _badness(kind: str) -> int:
    return _WORST.index(kind) if kind in _WORST else len(_WORST)


def _rank(group: dict[str, Any]) -> tuple[int, int, str]:
    return _badness(group["kind"]), -len(group["fingerprints"]), group["title"]
