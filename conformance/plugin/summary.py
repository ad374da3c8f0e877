"""What a run says at its end: the table, the warnings, what is new and the verdict.

The one rule: it is made from the document alone, by whichever process is there to say it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from conformance.report.groups import SHOWN
from conformance.report.table import engine_differences, lines
from conformance.report.verdict import headline

__all__ = ["summary"]

_COLOURS = {"conformant": "green", "as-known": "green", "divergent": "red", "incomplete": "yellow"}


def summary(document: Mapping[str, Any], written: Sequence[str]) -> Iterator[tuple[str, dict[str, bool]]]:
    """Yield the lines of a summary, each with its markup.

    Args:
        document: The report.
        written: What there is to say of the files that were written.
    """
    for line in lines(document):
        yield line, {}
    yield "", {}
    for warning in document["warnings"]:
        yield f"warning: {warning}", {"yellow": True}
    for group in document["groups"][:SHOWN]:
        count = len(group["fingerprints"])
        yield f"new: {group['title']}{f' ({count} divergences)' if count > 1 else ''}", {"red": True}
    if more := document["groups"][SHOWN:]:
        yield f"new: {len(more)} more groups, which the JSON report names", {"red": True}
    yield f"verdict: {headline(document)}", {_COLOURS[document["verdict"]]: True, "bold": True}
    for why in document["incomplete"]:
        yield f"incomplete: {why}", {"yellow": True}
    if differing := sum(count for _, count, _ in engine_differences(document)):
        yield (
            f"{differing} answers that both clients agree on are not the exact ones; the report shows "
            "these engine differences",
            {},
        )
    if left_out := document["engine"].get("exclusions"):
        yield (
            f"{len(left_out)} constructs were not generated, because this server lacks them or answers them "
            "wrongly; the report names them with the reason",
            {},
        )
    for line in written:
        yield line, {}
