"""Compare signatures: pure functions from two callables to differences.

The one rule: one mistake is one difference. A parameter that is renamed is not also missing, and one that is put in
the middle does not move all those behind it.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

from conformance.clients.parameter_texts import default_text, parameter_text, without_async
from conformance.compare.differences import ABSENT, Difference

__all__ = ["compare_signatures"]

_P = inspect.Parameter
_VARIABLE = (_P.VAR_POSITIONAL, _P.VAR_KEYWORD)


def compare_signatures(reference: Any, candidate: Any) -> Iterator[Difference]:
    """Yield how the parameters of a candidate's callable differ from those of a reference's.

    Kinds: ``parameter-missing``, ``parameter-name``, ``parameter-extra``, ``parameter-order``, ``parameter-kind``,
    ``parameter-default``, ``variable``.
    A callable that takes anything (``**kwargs`` and nothing by name) tells nothing, nor does one that serves both.
    """
    if reference is candidate:
        return
    ours, theirs = _parameters(reference), _parameters(candidate)
    if ours is None or theirs is None or _takes_anything(ours) or _takes_anything(theirs):
        return
    left = {name: item for name, item in ours.items() if item.kind not in _VARIABLE}
    right = {name: item for name, item in theirs.items() if item.kind not in _VARIABLE}
    renamed = dict(_renamed(left, right))
    for name in left:
        if name not in right and name not in renamed:
            yield Difference("parameter-missing", f"parameters.{name}", parameter_text(left[name]), ABSENT)
    for name, other in renamed.items():
        yield Difference("parameter-name", f"parameters.{name}", name, other)
    extra = [name for name in right if name not in left and name not in renamed.values()]
    for name in extra:
        yield Difference("parameter-extra", f"parameters.{name}", ABSENT, parameter_text(right[name]))
    shared = [
        name for name in left if name in right and _P.KEYWORD_ONLY not in (left[name].kind, right[name].kind)
    ]
    order = [name for name in right if name in shared]
    if shared != order:
        yield Difference("parameter-order", "parameters", shared, order)
    for name in left:
        if name in right:
            yield from _parameter(name, left[name], right[name])
    for kind in _VARIABLE:
        has = [any(item.kind is kind for item in side.values()) for side in (ours, theirs)]
        if has[0] != has[1]:
            sides = ("taken", "refused") if has[0] else ("refused", "taken")
            yield Difference("variable", "**kwargs" if kind is _P.VAR_KEYWORD else "*args", *sides)


def _parameter(name: str, left: inspect.Parameter, right: inspect.Parameter) -> Iterator[Difference]:
    if left.kind is not right.kind:
        yield Difference(
            "parameter-kind", f"parameters.{name}", left.kind.description, right.kind.description
        )
    if without_async(left.default) != without_async(right.default):
        yield Difference("parameter-default", f"parameters.{name}", _default(left), _default(right))


def _default(parameter: inspect.Parameter) -> str:
    return "none: it is required" if parameter.default is _P.empty else default_text(parameter.default)


def _renamed(
    left: Mapping[str, inspect.Parameter], right: Mapping[str, inspect.Parameter]
) -> Iterator[tuple[str, str]]:
    """Yield parameters that stand at one place under two names, where all around them is the same."""
    ours, theirs = list(left), list(right)
    if len(ours) == len(theirs):
        for name, other in zip(ours, theirs, strict=True):
            if name not in right and other not in left:
                yield name, other


def _parameters(member: Any) -> dict[str, inspect.Parameter] | None:
    try:
        found = dict(inspect.signature(member).parameters)
    except (TypeError, ValueError):
        return None
    found.pop("self", None)
    return found


def _takes_anything(parameters: Mapping[str, inspect.Parameter]) -> bool:
    kinds = {item.kind for item in parameters.values()}
    return _P.VAR_KEYWORD in kinds and kinds <= set(_VARIABLE)
