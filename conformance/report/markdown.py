"""The report as Markdown, for a pull request or the summary of a job: verdict, causes, new divergences with scripts.

The one rule: it is never longer than what such places take, however much a run found and however long its texts are;
what is left out is counted, and said where it stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from conformance.model.escaping import as_code, as_markdown, fenced
from conformance.report.groups import SHOWN
from conformance.report.table import engine_differences, rows, tiers
from conformance.report.verdict import equalities, headline

__all__ = ["LIMIT", "markdown"]

LIMIT = 60 * 1024
"""Bytes that a report never exceeds; a comment of GitHub takes 65536 characters."""

_KEPT = 3 * 1024
"""Bytes kept free for the end, and for secrets struck from the whole that are shorter than their stars."""

_TOLD = 128
"""Bytes kept free for the sentence that says what was left out."""

_ADDRESS = re.compile(r"https://[\w.-]+/[\w./#?=&%~+-]*", re.ASCII)


class _Sheet:
    """What is written so far, and how much more there is room for."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.blocks: list[str] = []

    def add(self, block: str, keep: int = 0) -> bool:
        """Add a block that ends with a line break, and return whether there was room for it.

        Args:
            block: The block.
            keep: Bytes that must be left behind it.
        """
        size = _size(block)
        if size > self.room - keep:
            return False
        self.room -= size
        self.blocks.append(block)
        return True

    def add_each(self, head: str, blocks: Iterable[str], what: tuple[str, str], most: int = SHOWN) -> None:
        """Add a head and blocks under it, and say how many of them were left out.

        Args:
            head: What stands above them, left out with them where there are none.
            blocks: The blocks.
            what: What one of them is, and several.
            most: How many are shown at most.
        """
        listed = list(blocks)
        if listed and self.add(head, _TOLD):
            left = len(listed) - sum(self.add(block, _TOLD) for block in listed[:most])
            if left:
                self.add(f"\n{_counted(left, *what)} more.\n")


def markdown(document: Mapping[str, Any]) -> str:
    """Return the Markdown of a report document, of `LIMIT` bytes at most."""
    sheet = _Sheet(LIMIT - _KEPT)
    for block in _head(document):
        sheet.add(block)
    sheet.add_each(
        "\n## New divergences\n\n| what | methods | divergences |\n|---|---:|---:|\n",
        map(_group, document["groups"]),
        ("group", "groups"),
    )
    met = [item for item in document["causes"] if item["state"] == "met"]
    sheet.add_each(
        "\n## Known causes\n\n| severity | cause | what a user notices | fault | divergences |\n"
        "|---|---|---|---|---:|\n",
        map(_cause, met),
        ("cause", "causes"),
    )
    unmet = Counter(item["state"] for item in document["causes"] if item["state"] != "met")
    if unmet:
        sheet.add(f"\nKnown causes that did not show: {_listed(unmet)}.\n")
    sheet.add_each(
        "\n## Shared defects\n\nBoth clients break a promise in the same way: no divergence.\n\n",
        map(_shared, document["shared"]),
        ("shared defect", "shared defects"),
        10,
    )
    if document["methods"]:
        sheet.add(f"\n## Methods\n\n{_statuses(document)}")
    sheet.add_each(
        "\n## Engine differences\n\nBoth clients agree, the exact answer differs: no divergence.\n\n",
        (
            f"* {as_markdown(_clip(kind, 200))}: {count}, for example {as_code(_clip(example, 300))}\n"
            for kind, count, example in engine_differences(document)
        ),
        ("kind", "kinds"),
        10,
    )
    sheet.add_each(
        "\n## Warnings\n\n",
        (f"* {as_markdown(_clip(text, 400))}\n" for text in document["warnings"]),
        ("warning", "warnings"),
        20,
    )
    _divergences(sheet, document)
    end = (
        "\nThe status of each method, its coverage and all scripts stand in the forms `.html` and `.json` of this "
        "report: `--milvus-report=report.html`, `--milvus-report=report.json`.\n"
    )
    return "".join([*sheet.blocks, end])


def _head(document: Mapping[str, Any]) -> Iterator[str]:
    candidate = as_code(_clip(document["candidate"]["factory"], 200))
    yield f"# Conformance of {candidate}: {document['verdict']}\n"
    yield f"\nVerdict: {as_markdown(_clip(headline(document), 1000))}.\n"
    for why in document["incomplete"][:5]:
        yield f"\nIncomplete: {as_markdown(_clip(why, 500))}.\n"
    if equal := _equalities(document):
        yield equal
    engine = document["engine"]
    server = "no server was started" if engine["name"] == "none" else f"{engine['name']} {engine['version']}"
    yield (
        f"\nCompared with {as_code(_clip(document['reference']['factory'], 200))}; {_packages(document)}"
        f"{as_markdown(_clip(server, 200))}, seed {document['seed']}, profile {as_markdown(document['profile'])}.\n"
    )


def _equalities(document: Mapping[str, Any]) -> str:
    equal = equalities(document)
    return (
        f"\nTaken for equal, as the candidate declares: {as_markdown(_clip(equal, 1000))}.\n" if equal else ""
    )


def _packages(document: Mapping[str, Any]) -> str:
    """Return the packages that were compared, once where both clients are of one."""
    found = [document["environment"].get(side) for side in ("candidate", "reference")]
    names = dict.fromkeys(
        f"{item['package']} {item['version']} (code {item['code']})" for item in found if item
    )
    return "".join(f"{as_markdown(_clip(name, 200))}, " for name in names)


def _group(item: Mapping[str, Any]) -> str:
    title = as_markdown(_clip(item["title"], 200))
    return f"| {title} | {len(item['methods'])} | {len(item['fingerprints'])} |\n"


def _cause(item: Mapping[str, Any]) -> str:
    title, notice = as_markdown(_clip(item["title"] or item["id"], 160)), _clip(item["notice"], 400)
    links = "".join(
        f" [{as_markdown(address.rstrip('/').rpartition('/')[2])}]({address})"
        for address in item["upstream"][:5]
        if _ADDRESS.fullmatch(address) and len(address) <= 200
    )
    return (
        f"| {as_markdown(item['severity'])} | {title}{links} | {as_markdown(notice)} | {as_markdown(item['fault'])} "
        f"| {len(item['met'])} |\n"
    )


def _shared(item: Mapping[str, Any]) -> str:
    told = [("owed", "promise"), ("reference", "reference"), ("candidate", "candidate")]
    sides = ", ".join(f"{word} {as_code(_clip(item[key], 200))}" for word, key in told)
    return f"* {as_code(_clip(item['fingerprint'], 300))}: {sides}\n"


def _statuses(document: Mapping[str, Any]) -> str:
    """Return a table of how many methods have each status in each tier."""
    columns, table = tiers(document), list(rows(document))
    counts = {tier: Counter(row.statuses[tier] for row in table if row.statuses[tier]) for tier in columns}
    names = sorted({status for count in counts.values() for status in count})
    lines = [
        f"| tier | {' | '.join(map(as_markdown, names))} |",
        f"|---|{'---:|' * len(names)}",
        *(
            f"| {as_markdown(tier)} | {' | '.join(str(count[name] or '') for name in names)} |"
            for tier, count in counts.items()
        ),
    ]
    return "\n".join(lines) + "\n"


def _divergences(sheet: _Sheet, document: Mapping[str, Any]) -> None:
    """Add what shows new divergences: first one of each group, then their scripts, then the others."""
    new = {item["fingerprint"]: item for item in document["divergences"] if not item["known"]}
    examples = dict.fromkeys(item["example"] for item in document["groups"] if item["example"] in new)
    members = [name for item in document["groups"] for name in item["fingerprints"]]
    others = dict.fromkeys(name for name in [*members, *new] if name in new and name not in examples)
    if not new or not sheet.add("\n## Calls and scripts of new divergences\n", _TOLD):
        return
    room, shown, scripts = sheet.room - _TOLD, dict[str, str](), dict[str, str]()
    for wanted, form, chosen in (
        (examples, _divergence, shown),
        (examples, _script, scripts),
        (others, _divergence, shown),
        (others, _script, scripts),
    ):
        for name in wanted:
            block = form(new[name]) if form is _divergence or name in shown else ""
            if block and (size := _size(block)) <= room:
                chosen[name] = block
                room -= size
    for name, block in shown.items():
        sheet.add(block + scripts.get(name, ""))
    left = [
        _counted(count, one, f"{one}s")
        for count, one in (
            (sum(bool(item["script"]) for item in new.values()) - len(scripts), "script"),
            (len(new) - len(shown), "divergence"),
        )
        if count
    ]
    if left:
        sheet.add(f"\nThere was no room for {' and '.join(left)}.\n")


def _script(item: Mapping[str, Any]) -> str:
    script = item["script"].rstrip()
    if not script:
        return ""
    note = "\nRun by itself, this script did not show it.\n" if item.get("script_shows") is False else ""
    return f"{note}\n<details><summary>script</summary>\n\n{fenced(script, 'python')}\n\n</details>\n"


def _divergence(item: Mapping[str, Any]) -> str:
    lines = ["", f"### {as_code(_clip(item['fingerprint'], 300))}", ""]
    if item["operations"]:
        lines += [fenced(_clip("\n".join(item["operations"]), 4000), "python"), ""]
    sides = {"reference": "reference", "candidate": "candidate", "verdict": "exact answer"}
    told = {side: (item.get("differs") or {}).get(side) or item[side] for side in sides}
    lines += [f"* {title}: {as_code(_clip(told[side], 1500))}" for side, title in sides.items() if told[side]]
    return "\n".join(lines) + "\n"


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {as_markdown(name)}" for name, count in counts.items())


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _size(text: str) -> int:
    return len(text.encode("utf-8", "backslashreplace"))


def _clip(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
