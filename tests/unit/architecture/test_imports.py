"""The import graph: no circle, one direction, and the page that describes it names every folder."""

from __future__ import annotations

import re
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[3]
SHARED = {
    # Both are set up alike: with settings, on a scripted server, under a fault that is named.
    ("runtime", "conformance.tiers.wire.case"),
    ("runtime", "conformance.tiers.wire.coverage"),
    # A call whose arguments are adapted is adapted in the same way.
    ("live", "conformance.tiers.wire.adaptation"),
}
"""What one tier may import of another, and why."""

ASKING = re.compile(r"""engine(?:\.name|\.value)? *[!=]= *["'](\w+)""")
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
    tiers = ("surface", "wire", "runtime", "live", "sequence")
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


def test_no_module_outside_of_the_engines_asks_which_engine_it_is():
    asking = {
        module: found
        for module, source in SOURCES.items()
        if not module.startswith("pytest_milvus/engines/") and (found := ASKING.findall(source))
    }
    assert set(asking) == {"pytest_milvus/options.py"}, "let it be an attribute of the engine"
    assert set(asking["pytest_milvus/options.py"]) == {"external"}  # which --milvus-uri means


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
