"""What pages are filled with: one function for each kind of fact, found by its name.

The one rule: a fact is read from the code or data that the product itself runs on.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pymilvus import AsyncMilvusClient, MilvusClient

from conformance.catalogue import method_of
from conformance.exploration.causes import SEVERITIES, Cause, read_causes
from conformance.exploration.profile import profile
from conformance.strategies import EXCLUSIONS
from conformance.tiers.check import explained
from conformance.tiers.surface.inventory import members
from conformance.tiers.surface.inventory import missing as lacks
from conformance.tiers.tiers import cases
from conformance.tiers.tiers import checks as registered
from pytest_milvus.data import data_files, data_path, load_toml
from pytest_milvus.engines.capabilities import catalogue
from pytest_milvus.options import PROFILES, Options

EXAMPLES = Path(__file__).parent / "examples"
LANGUAGES = {".py": "python", ".toml": "toml", ".yml": "yaml", ".sh": "bash"}


def example(place: str) -> str:
    """Return a file below ``docs/examples/`` as a code block; ``FILE:NAME,NAME`` picks functions of it."""
    name, _, wanted = place.partition(":")
    path = EXAMPLES / name
    text = path.read_text("utf-8")
    if wanted:
        text = "\n\n\n".join(_definition(text, each) for each in wanted.split(","))
    return f"```{LANGUAGES[path.suffix]}\n{text.strip()}\n```"


def _definition(text: str, name: str) -> str:
    (node,) = (item for item in ast.parse(text).body if getattr(item, "name", None) == name)
    decorators = getattr(node, "decorator_list", [])
    start = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    return "\n".join(text.splitlines()[start - 1 : node.end_lineno])


def options() -> str:
    """Return every option with its values, default and meaning."""
    rows = []
    for spec in fields(Options):
        meta = spec.metadata
        values = " or ".join(f"`{word}`" for word in (meta["metavar"] or "").split("|") if word)
        default = "off" if spec.default is False else f"`{spec.default}`"
        meaning = meta["help"] + "; repeatable" * meta["repeatable"]
        shown = "" if spec.default in ("", (), None) else default
        rows.append([f"`--milvus-{spec.name.replace('_', '-')}`", values, shown, meaning])
    return table(["Option", "Value", "Default", "Meaning"], rows)


def checks() -> str:
    """Return a section for each check: what it promises, and the ids it has."""
    parts, told = [], {}
    every = cases()
    for check in registered():
        name = f"{check.tier}.{check.topic}"
        ids = ", ".join(f"`{case.method}`" for case in every if case.check is check)
        same = told.setdefault(ids, name)
        text = "\n\n".join(explained(check))
        methods = ids if same == name else f"those of `{same}`"
        parts.append(f"## {name}\n\n{text}\n\nMethods: {methods}.")
    return "\n\n".join(parts)


def profiles() -> str:
    """Return the profiles, with the examples that their methods get."""
    live = [method_of(name).scene for name in dict.fromkeys(case.method for case in cases(["live"]))]
    rows = []
    for name in PROFILES:
        item = profile(name)
        numbers = [item.examples(call.weight) for call in live if call is not None]
        rows.append(
            [
                f"`{name}`",
                f"{min(numbers):,} to {max(numbers):,}",
                f"{sum(numbers):,}",
                str(item.scenes),
                str(item.sequences),
            ]
        )
    head = ["Profile", "Examples of a method", "Examples in all", "Collections that reading checks share"]
    return table([*head, "Call sequences of a method"], rows)


def capabilities() -> str:
    """Return which capability the profile of which server version promises."""
    profiles = {path.stem: load_toml(path) for path in data_files("engines")}
    offers = {name: set(item["offers"]) for name, item in profiles.items() if "offers" in item}
    order = sorted(offers, key=lambda name: (not name.startswith("milvus-lite"), name))
    rows = [
        [f"`{name}`", entry.is_, *("yes" if name in offers[column] else "" for column in order)]
        for name, entry in catalogue().items()
    ]
    titles = [name.removeprefix("milvus-").replace("-", " ").capitalize() for name in order]
    return table(["Capability", "A server that has it", *titles], rows)


def exclusions() -> str:
    """Return what generated rows and filters leave out, and why."""
    rows = [
        [f"`{item.capability}`", f"`{item.construct}`", f"{item.reason} ([more]({item.link}))"]
        for item in EXCLUSIONS
    ]
    return table(["Without this capability", "this is not drawn", "because"], rows)


def findings() -> str:
    """Return the known causes, the worst first: a table, then a section for each, with a reproduction."""
    shown = {name: look for file in _reproductions() for name, look in _looks(file)}
    found = sorted(read_causes(data_path("causes", "pymilvus.toml")), key=_badness)
    rows = [
        [
            f"[{item.title}](#{item.id})",
            item.severity,
            item.fault,
            ", ".join(item.seen),
            str(len(item.fingerprints)),
        ]
        for item in found
    ]
    count = sum(len(item.fingerprints) for item in found)
    return "\n\n".join(
        [
            f"{count} fingerprints of {len(found)} causes.",
            table(["Cause", "Severity", "Fault", "Seen in", "Fingerprints"], rows),
            *(_cause(item, shown) for item in found),
        ]
    )


def _badness(cause: Cause) -> tuple[int, str]:
    return SEVERITIES.index(cause.severity), cause.title.lower()


def missing() -> str:
    """Return the methods of the reference that the candidate lacks, in the installed release."""
    names = [f"`{name}`" for name in members(MilvusClient) if lacks(name, AsyncMilvusClient)]
    return f"In pymilvus {version('pymilvus')}, `AsyncMilvusClient` lacks {', '.join(names)}."


def _cause(cause: Cause, shown: dict[str, str]) -> str:
    """Return a cause as a section; its fingerprints are folded away."""
    looks = [shown[name] for name in cause.fingerprints if name in shown]
    parts = [f'<a id="{cause.id}"></a>', f"### {cause.title}", cause.notice]
    parts += ["```python\n" + "\n".join(looks) + "\n```"] * bool(looks)
    parts += ["In " + ", ".join(f"`{place}`" for place in cause.source) + "."] * bool(cause.source)
    parts += ["Upstream: " + ", ".join(f"<{link}>" for link in cause.upstream) + "."] * bool(cause.upstream)
    names = "\n".join(f"- `{name}`" for name in cause.fingerprints)
    return "\n\n".join([*parts, "<details markdown><summary>Fingerprints</summary>", names, "</details>"])


def _reproductions() -> Sequence[Path]:
    return sorted((EXAMPLES / "findings").glob("test_*.py"))


@cache
def _looks(path: Path) -> list[tuple[str, str]]:
    """Return the reproductions of a file: fingerprint, and what is looked at on each client."""
    tree = ast.parse(path.read_text("utf-8"))
    (table,) = (
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "FINDINGS"
    )
    assert isinstance(table, ast.Dict)
    return [
        (ast.literal_eval(key), ast.unparse(look.body).replace("'", '"'))
        for key, look in zip(table.keys, table.values, strict=True)
        if key is not None and isinstance(look, ast.Lambda)
    ]


def faults() -> str:
    """Return a table for each group of faults that runs are attacked with, and what has to come of each."""
    sys.path.append(str(Path(__file__).parent.parent))  # the tests are no installed package
    groups = import_module("tests.faults.faults").GROUPS
    lines = []
    for title, group in groups.items():
        rows = [
            (
                f"`{fault.name}`",
                fault.what,
                _status(fault),
                "yes" if fault.reports else "",
                "yes" if fault.spared else "",
            )
            for fault in group
        ]
        lines += [
            f"### {title}",
            table(("Fault", "What happens", "Exit status", "Report", "Spares the rest"), rows),
        ]
    return "\n\n".join(lines)


def _status(fault: Any) -> str:
    names = ("0", "1", "2", "3")
    return " or ".join(
        names[status] if 0 <= status <= 3 else f"the signal's, {abs(status)}" if status < 0 else str(status)
        for status in fault.allowed
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


FACTS: dict[str, Callable[..., str]] = {
    item.__name__: item
    for item in (example, options, checks, profiles, capabilities, exclusions, findings, missing, faults)
}
