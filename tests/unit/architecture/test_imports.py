"""The import graph: no circle, one direction, and the page that describes it names every folder."""

from __future__ import annotations

import ast
import re
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

from conformance.tiers.tiers import TIERS
from pytest_milvus.engines.kinds import KINDS

ROOT = Path(__file__).parents[3]
SHARED = {
    # Both are set up alike: with settings, on a scripted server, under a fault that is named.
    ("runtime", "conformance.tiers.wire.case"),
    ("runtime", "conformance.tiers.wire.coverage"),
    # A call whose arguments are adapted is adapted in the same way.
    ("live", "conformance.tiers.wire.adaptation"),
    ("runtime", "conformance.tiers.wire.adaptation"),
}
"""What one tier may import of another, and why."""

NAMING = {
    # The choices of --milvus-engine, which is read before engines are imported; --milvus-uri means the last one.
    "pytest_milvus/options.py": {*KINDS},
    # The function of scripts that says what a class has.
    "conformance/repro/signature.py": {"surface"},
    # A parameter's name.
    "conformance/strategies/calls/values.py": {"sequence"},
}
"""Modules that hold a word which is also the name of a tier or an engine, and why."""

SOURCES = {
    str(path.relative_to(ROOT)): path.read_text("utf-8")
    for folder in ("conformance", "pytest_milvus")
    for path in sorted((ROOT / folder).rglob("*.py"))
}
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
PICTURE = PAGE.split("```")[1]
ARROWS = (
    ("plugin", "tiers"),
    ("tiers", "strategies"),
    ("tiers", "clients"),
    ("tiers", "exploration"),
    ("tiers", "oracle"),
    ("exploration", "compare"),
    ("plugin", "report"),
)
"""Which folder asks which for what travels along the arrows of the picture."""


@cache
def graph() -> dict[str, set[str]]:
    """Return what each module of both packages imports."""
    built = grimp.build_graph("conformance", "pytest_milvus")
    return {module: set(built.find_modules_directly_imported_by(module)) for module in built.modules}


def test_there_is_no_circle():
    try:
        TopologicalSorter(graph()).prepare()
    except CycleError as error:
        raise AssertionError(f"a circle of imports: {' -> '.join(error.args[1])}") from None


def test_the_plugin_does_not_import_the_suite():
    assert [
        (module, other)
        for module, imported in graph().items()
        if module.startswith("pytest_milvus")
        for other in imported
        if other.startswith("conformance")
    ] == []


def test_no_tier_imports_another_one():
    tiers = [tier.name for tier in TIERS]
    crossing = [
        (module, other)
        for module, imported in graph().items()
        for other in imported
        if _tier(module) in tiers and _tier(other) in tiers and _tier(module) != _tier(other)
    ]
    assert {(_tier(one), other) for one, other in crossing} <= SHARED


def _tier(module: str) -> str:
    return (
        module.removeprefix("conformance.tiers.").partition(".")[0] if "conformance.tiers." in module else ""
    )


def test_the_page_names_every_folder_and_no_other():
    folders = {
        f"{folder.relative_to(ROOT)}/"
        for folder in (ROOT / "conformance").iterdir()
        if (folder / "__init__.py").is_file()
    }
    named = {line.split("`")[1] for line in PAGE.splitlines() if line.startswith("| `conformance/")}
    assert named == folders


def test_the_picture_shows_the_folders_between_which_values_travel():
    named = set(re.findall(r"conformance[./](\w+)", PICTURE))
    assert named == {folder for arrow in ARROWS for folder in arrow}
    imports = {
        (_folder(module), _folder(other)) for module, imported in graph().items() for other in imported
    }
    assert set(ARROWS) <= imports
    assert ("report", "tiers") not in imports  # events are all that it knows of them


def _folder(module: str) -> str:
    return ".".join(module.split(".")[1:2]) if module.startswith("conformance.") else ""


@pytest.mark.parametrize(
    ("names", "owner"),
    [([tier.name for tier in TIERS], "conformance/tiers/"), ([*KINDS], "pytest_milvus/engines/")],
    ids=["tier", "engine"],
)
def test_nobody_else_names_a_tier_or_an_engine(names: list[str], owner: str):
    naming = {
        module: found
        for module, source in SOURCES.items()
        if not module.startswith(owner) and (found := texts(source).intersection(names))
    }
    allowed = {module: words.intersection(names) for module, words in NAMING.items()}
    assert naming == {module: words for module, words in allowed.items() if words}, (
        "let what differs be an attribute"
    )


def texts(source: str) -> set[str]:
    """Return the texts that stand in a module as values."""
    return {
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_each_entry_point_group_is_asked_for_in_one_place():
    groups = ("TIERS", "CHECKS", "METHODS", "ENGINES", "REPORT_FORMS")
    loading = {
        group: {
            module
            for module, source in SOURCES.items()
            if f"extensions.{group}" in source and "extensions.added(" in source
        }
        for group in groups
    }
    assert {group: len(modules) for group, modules in loading.items()} == dict.fromkeys(groups, 1)
