"""Code that is made for a script, as a person would write it: messages as calls, and long calls in several lines."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from conformance.model.syntax import syntax_tree
from pytest_milvus.mock_server.messages import is_map, is_repeated
from pytest_milvus.values.recipe import code

__all__ = ["laid_out", "message_code"]


def laid_out(expression: str, width: int) -> list[str]:
    """Return an expression in lines, broken at its outermost brackets where it is longer than the width."""
    (statement,) = syntax_tree(expression).body
    assert isinstance(statement, ast.Expr)
    if len(expression) <= width or (found := _bracketed(expression, statement.value)) is None:
        return [expression]
    opening, items, closing = found
    lines = [opening]
    room = 0
    for name, item in items:
        inner = laid_out(item, width - 5 - len(name))
        inner = [f"{name}{inner[0]}", *inner[1:]]
        inner[-1] += ","
        if len(inner) == 1 and len(inner[0]) < room:
            lines[-1] += f" {inner[0]}"
        else:
            lines += [f"    {line}" for line in inner]
        room = width - len(lines[-1]) if len(inner) == 1 else 0
    return [*lines, closing]


def _bracketed(text: str, node: ast.expr) -> tuple[str, list[tuple[str, str]], str] | None:
    """Return what opens and closes an expression, and what stands between, each with what goes before it."""

    def source(inner: ast.expr) -> str:
        return ast.get_source_segment(text, inner) or ""

    if isinstance(node, ast.Call) and (node.args or node.keywords):
        items = [("", source(item)) for item in node.args]
        items += [(f"{item.arg}=" if item.arg else "**", source(item.value)) for item in node.keywords]
        return f"{source(node.func)}(", items, ")"
    if isinstance(node, ast.List) and node.elts:
        return "[", [("", source(item)) for item in node.elts], "]"
    if isinstance(node, ast.Dict) and node.keys:
        pairs = zip(node.keys, node.values, strict=True)
        return "{", [(f"{source(key)}: " if key else "**", source(value)) for key, value in pairs], "}"
    return None


def message_code(message: Any, keep: Callable[[Any, Any], bool] = lambda field, value: True) -> str:  # noqa: ARG005
    """Return the expression that makes a protobuf message.

    Args:
        message: The message.
        keep: Returns whether it has to have a field, given the field's descriptor and value.
    """
    kind = message.DESCRIPTOR
    fields = (
        f"{field.name}={_value_code(field, value)}"
        for field, value in message.ListFields()
        if keep(field, value)
    )
    return f"{_module(kind)}.{kind.full_name.removeprefix(f'{kind.file.package}.')}({', '.join(fields)})"


def _module(kind: Any) -> str:
    return str(kind.file.name).rpartition("/")[2].removesuffix(".proto") + "_pb2"


def _value_code(field: Any, value: Any) -> str:
    if is_map(field):
        pairs = sorted(value.items(), key=lambda pair: pair[0])
        return f"{{{', '.join(f'{key!r}: {_item_code(item)}' for key, item in pairs)}}}"
    if is_repeated(field):
        return f"[{', '.join(map(_item_code, value))}]"
    return _item_code(value)


def _item_code(value: Any) -> str:
    return message_code(value) if hasattr(value, "DESCRIPTOR") else code(value)
