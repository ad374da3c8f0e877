"""What a run says at its end: the table, the warnings, what is new and the verdict.

The one rule: it is made from the document alone, by whichever process is there to say it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from conformance.report.explanation import NO_FILES, Files, groups_told, shared_told
from conformance.report.table import engine_differences, lines
from conformance.report.verdict import equalities, headline

__all__ = ["summary"]

_COLOURS = {"conformant": "green", "as-known": "green", "divergent": "red", "incomplete": "yellow"}


def summary(
    document: Mapping[str, Any],
    written: Sequence[str],
    files: Files = NO_FILES,
    width: int = 80,
    *,
    whole: bool = False,
) -> Iterator[tuple[str, Mapping[str, bool]]]:
    """Yield the lines of a summary, each with its markup.

    Args:
        document: The report.
        written: What there is to say of the files that were written.
        files: What the new divergences' lines point to.
        width: Columns of the terminal.
        whole: Whether all is told: every method, every group and all of it.
    """
    yield from groups_told(document, files, width, whole=whole)
    yield from shared_told(document, width, whole=whole)
    for line in lines(document, whole=whole):
        yield line, {}
    yield "", {}
    for warning in document["warnings"]:
        yield f"warning: {warning}", {"yellow": True}
    yield f"verdict: {headline(document)}", {_COLOURS[document["verdict"]]: True, "bold": True}
    for why in document["incomplete"]:
        yield f"incomplete: {why}", {"yellow": True}
    if equal := equalities(document):
        yield f"taken for equal, as the candidate declares: {equal}", {}
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
    for line in (*written, *filter(None, [files.trouble])):
        yield line, {}
