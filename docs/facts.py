"""What pages are filled with: one function for each kind of fact, found by its name.

The one rule: a fact is read from the code or data that the product itself runs on.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from itertools import groupby
from pathlib import Path

from conformance.checks.profile import profile
from conformance.checks.registry import cases
from conformance.data import data_files, load_toml
from conformance.operation import lookup
from conformance.strategies import EXCLUSIONS
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
        shown = "" if spec.default in ("", ()) else default
        rows.append([f"`--milvus-{spec.name.replace('_', '-')}`", values, shown, meaning])
    return table(["Option", "Value", "Default", "Meaning"], rows)


def checks() -> str:
    """Return a section for each check: what it promises, and the ids it has."""
    parts = []
    for check, found in groupby(cases(), key=lambda case: case.check):
        ids = ", ".join(f"`{case.method}`" for case in found)
        promise = inspect.cleandoc(check.doc).partition(": ")[2]
        parts.append(f"## {check.tier}.{check.topic}\n\n{promise[0].upper()}{promise[1:]}\n\nMethods: {ids}.")
    return "\n\n".join(parts)


def profiles() -> str:
    """Return the profiles, with the examples that their methods get."""
    live = [lookup(name) for name in dict.fromkeys(case.method for case in cases(["live"]))]
    rows = []
    for name in PROFILES:
        item = profile(name)
        numbers = [item.examples(entry) for entry in live if entry is not None]
        rows.append(
            [f"`{name}`", f"{min(numbers):,} to {max(numbers):,}", f"{sum(numbers):,}", str(item.scenes)]
        )
    return table(
        ["Profile", "Examples of a method", "Examples in all", "Collections that reading checks share"], rows
    )


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
    """Return the known divergences of every baseline, each with its reproduction."""
    scripts = {ast.get_docstring(ast.parse(path.read_text("utf-8"))): path for path in _reproductions()}
    parts = []
    for path in data_files("baselines"):
        entries = load_toml(path).get("divergence", [])
        parts.append(f"## {path.stem.replace('-', ' ')}\n\n{len(entries)} known.")
        for entry in entries:
            parts.append(f"### `{entry['fingerprint']}`\n\n{entry['reason']}.")
            if entry.get("link"):
                parts.append(f"Upstream: <{entry['link']}>.")
            if found := scripts.get(entry["fingerprint"]):
                parts.append(example(f"findings/{found.name}"))
    return "\n\n".join(parts)


def _reproductions() -> Sequence[Path]:
    return sorted((EXAMPLES / "findings").glob("test_*.py"))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


FACTS: dict[str, Callable[..., str]] = {
    item.__name__: item for item in (example, options, checks, profiles, capabilities, exclusions, findings)
}
