"""Putting a stand-alone script together: what it does, and of real modules the definitions that it needs for that.

The one rule: a definition goes into a script only where something in the script names it, word for word as it stands
in its module; of a class those methods and attributes that something names, and those that others call.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from types import ModuleType

from conformance.model.escaping import as_docstring
from conformance.model.syntax import syntax_tree
from conformance.repro.bare_source import bare
from conformance.repro.members import OWN, Members

__all__ = ["EXITS", "assemble", "import_of"]

EXITS = "\nExits 1 while the divergence exists, 0 when both clients agree, 125 where it could not tell."
"""Last line of a script's docstring."""


@dataclass(slots=True)
class _Module:
    """What a module defines and imports, by name.

    Attributes:
        definitions: Line numbers, first and last, of each definition.
        trees: The syntax tree of each definition.
        imports: The import that binds a name, alone.
        own: Module and name of what is imported from this project.
    """

    lines: list[str]
    definitions: dict[str, tuple[int, int]] = field(default_factory=dict)
    trees: dict[str, ast.AST] = field(default_factory=dict)
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)
    own: dict[str, tuple[str, str]] = field(default_factory=dict)

    def text(self, name: str, without: Sequence[ast.stmt]) -> str:
        """Return the source of a definition, without some members of the class that it is."""
        first, last = self.definitions[name]
        dropped = {line for node in without for line in range(_first(node), _last(node) + 1)}
        dropped |= {line - 1 for line in map(_first, without) if not self.lines[line - 2].strip()}
        return "\n".join(self.lines[line - 1] for line in range(first, last + 1) if line not in dropped)


def assemble(
    title: str,
    says: str,
    modules: Iterable[ModuleType],
    imports: Iterable[str],
    body: str,
    *,
    guarded: bool = True,
) -> str:
    """Return a script.

    Args:
        title: First line of its docstring.
        says: The rest of its docstring, ``""`` for nothing.
        modules: Modules whose definitions the body may name; what those need is found from there.
        imports: Import lines that the body needs.
        body: What the script defines of its own, and does.
        guarded: Whether it can tell that something cannot be imported.

    Raises:
        ValueError: Two modules define the same name, so that a script cannot hold both.
    """
    read = {module.__name__: _read(module.__name__) for module in modules}
    members = Members()
    kept, lines = _needed(body, read, members)
    names = [name for _, name in kept]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        msg = f"defined in two modules of one script: {', '.join(twice)}"
        raise ValueError(msg)
    order = {key: number for number, key in enumerate(_inner_first(read, {key for key, _ in kept}))}
    # Several names may share a definition.
    places = {(order[key], read[key].definitions[name]): (key, name) for key, name in kept}
    parts = [places[place] for place in sorted(places)]
    text = "\n".join(
        [
            f'"""{as_docstring(title)}\n\n{says}\n"""\n' if says else f'"""{as_docstring(title)}"""\n',
            _imports({*lines, *_parsed(imports), ("", "sys")}, guarded=guarded),
            *(
                _spaced(read[key].trees[name], read[key].text(name, members.left(key, name)))
                for key, name in parts
            ),
            *["\n"] * bool(parts),
            body.strip("\n"),
            "",
        ]
    )
    return re.sub(r"\n{4,}", "\n\n\n", text)


def _needed(
    body: str, read: dict[str, _Module], members: Members
) -> tuple[list[tuple[str, str]], set[tuple[str, str]]]:
    """Return the definitions that a body needs, each as module and name, and the imports that those need.

    Args:
        body: What the script does.
        read: Modules whose definitions the body may name; those that they need are added.
        members: Told which members of classes are used.
    """
    homes: dict[str, list[str]] = {}
    for key, module in read.items():
        for name in module.definitions:
            homes.setdefault(name, []).append(key)
    lines: set[tuple[str, str]] = set()
    kept: dict[tuple[str, str], None] = {}
    tree = syntax_tree(body)
    own = {name for node in tree.body for name in _defined(node)}
    wanted = [(key, name) for name in _names([tree]) if name not in own for key in homes.get(name, ())]
    todo = members.released([tree])
    while wanted or todo:
        if wanted:
            key, name = place = wanted.pop()
            if place in kept:
                continue
            module = read.setdefault(key, _read(key))
            kept[place] = None
            trees = members.parted(key, name, module.trees[name])
        else:
            key, node = todo.pop()
            module, trees = read[key], [node]
        for used in _names(trees):
            if used in module.definitions:
                wanted.append((key, used))
            elif used in module.own:
                wanted.append(module.own[used])
            elif used in module.imports:
                lines.add(module.imports[used])
        todo += members.released(trees)
    return list(kept), lines


def import_of(spec: str) -> str:
    """Return the import line of a factory, ``MODULE:FACTORY``."""
    module, _, path = spec.partition(":")
    return f"from {module} import {path.partition('.')[0]}"


def _read(key: str) -> _Module:
    source = bare(inspect.getsource(import_module(key)))
    found = _Module(source.splitlines())
    for node, after in _with_next(syntax_tree(source).body):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for name, line in _bound(node):
                if isinstance(node, ast.ImportFrom) and line[0].partition(".")[0] in OWN:
                    found.own[name] = line
                else:
                    found.imports[name] = line
            continue
        for name in _defined(node):
            if name == "__all__":
                continue
            told = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
            first = _first(node)
            last = after.end_lineno if told and after and isinstance(node, _VALUES) else node.end_lineno
            found.definitions[name] = first, last or first
            found.trees[name] = node
    return found


_VALUES = (ast.Assign, ast.AnnAssign)


def _with_next(nodes: list[ast.stmt]) -> Iterator[tuple[ast.stmt, ast.stmt | None]]:
    yield from zip(nodes, [*nodes[1:], None], strict=True)


def _bound(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield each name that an import binds, with the module, ``""`` for a plain import, and what is imported."""
    for item in node.names:
        text = f"{item.name} as {item.asname}" if item.asname else item.name
        name = item.asname or item.name.partition(".")[0]
        yield name, ((node.module or "") if isinstance(node, ast.ImportFrom) else "", text)


def _defined(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id
    elif isinstance(node, ast.Assign):
        yield from (
            item.id for target in node.targets for item in ast.walk(target) if isinstance(item, ast.Name)
        )


def _names(trees: Iterable[ast.AST]) -> list[str]:
    found = {node.id: None for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return list(found)


def _first(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(item.lineno for item in decorators)])


def _last(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


def _inner_first(read: dict[str, _Module], keys: set[str]) -> list[str]:
    """Return modules in an order in which each comes after those that it imports."""
    found: list[str] = []

    def visit(key: str) -> None:
        if key in found:
            return
        for inner in sorted({module for module, _ in read[key].own.values()} & keys):
            visit(inner)
        found.append(key)

    for key in sorted(keys):
        visit(key)
    return found


def _parsed(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for node in syntax_tree("\n".join(lines)).body:
        assert isinstance(node, (ast.Import, ast.ImportFrom))
        yield from (line for _, line in _bound(node))


def _imports(wanted: set[tuple[str, str]], *, guarded: bool) -> str:
    """Return import lines: the standard library's, and those that may fail, which tells nothing of a client."""
    modules = sorted({module for module, _ in wanted if module})
    lines = [(item, f"import {item}") for module, item in sorted(wanted) if not module]
    for module in modules:
        items = sorted({item for key, item in wanted if key == module})
        lines.append((module, f"from {module} import {', '.join(items)}"))
    standard = [line for name, line in lines if name.partition(".")[0] in sys.stdlib_module_names]
    others = [line for _, line in lines if line not in standard]
    if guarded and others:
        others = ["try:", *(f"    {line}" for line in others), *_TOLD]
    return "\n".join([*standard, "", *others, ""] if others else [*standard, ""])


_TOLD = ("except ImportError as error:", '    print("could not tell:", error)', "    sys.exit(125)")


def _spaced(tree: ast.AST, text: str) -> str:
    return text if isinstance(tree, _VALUES) else f"\n\n{text}\n\n"
