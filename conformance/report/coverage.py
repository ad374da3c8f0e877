"""Coverage as a report shows it: what was exercised, what was not, and what had to be guessed.

The one rule: what no example reached is told; a run that does not promise everything tells it in one line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from conformance.exploration.explore import LEFT_OUT

__all__ = ["gaps", "summary"]

TOPICS = {"parameters": "parameter", "shapes": "shape", "rpcs": "RPC", "scenarios": "scenario"}
"""Topics in which a name with the count 0 is a gap, and what one of them is called."""


WHAT = "parameters, shapes, RPCs and scenarios"
"""What a gap is one of."""

WITHOUT_VALUES = {
    "uncatalogued": "uncatalogued, values are guessed from annotations and defaults",
    "valueless": "untried, for the catalogue has no value of this kind",
}
"""Topics that name what the catalogue lacks, and how a warning begins that tells it."""


def summary(tiers: Mapping[str, Any]) -> str:
    """Return a method's coverage in one line: ``parameters 7/8, shapes 3/3, RPCs 2/2, 12 answers``."""
    coverage = [tier["coverage"] for tier in tiers.values() if tier["coverage"]]
    parts = []
    for topic, noun in TOPICS.items():
        counts = Counter[str]()  # a name counts once, whatever the tiers are that reach it
        for topics in coverage:
            counts.update(topics.get(topic, {}))
        parts += [f"{noun}s {sum(map(bool, counts.values()))}/{len(counts)}"] if counts else []
    for topic in ("answers", "faults"):
        tried = sum(count for topics in coverage for count in topics.get(topic, {}).values())
        parts += [f"{tried} {topic}"] if tried else []
    guessed = [name for topics in coverage for name in topics.get("uncatalogued", {})]
    parts += [f"uncatalogued: {' '.join(guessed)}"] if guessed else []
    return ", ".join(parts)


def gaps(methods: Mapping[str, Mapping[str, Any]], *, complete: bool) -> Iterator[str]:
    """Yield a warning for everything that no example reached; one for all where the run was not to be complete.

    A method of which a tier tried nothing is told in any case: another profile would not try it either.

    Args:
        methods: As in the report document.
        complete: Whether everything was to be exercised.
    """
    missed = [
        (method, f"no example reached the {noun} {name}")
        for method, tiers in methods.items()
        for tier in tiers.values()
        for topic, noun in TOPICS.items()
        for name, count in tier["coverage"].get(topic, {}).items()
        if not count
    ]
    yield from (
        f"{method}: the tier {name} tried nothing of it ({'; '.join(why)})"
        for method, tiers in methods.items()
        for name, tier in tiers.items()
        if (why := tier["coverage"].get(LEFT_OUT)) and not tier["examples"]
    )
    if complete:
        yield from (f"{method}: {text}" for method, text in missed)
    elif missed:
        yield (
            f"{len(missed)} {WHAT} of {len({method for method, _ in missed})} methods were not "
            "reached; the profile standard reaches them, the report names them"
        )
    for topic, what in WITHOUT_VALUES.items():
        names = [
            f"{method}({name})"
            for method, tiers in methods.items()
            for tier in tiers.values()
            for name in tier["coverage"].get(topic, {})
        ]
        if names:
            yield f"{what}: {', '.join(names)}"
