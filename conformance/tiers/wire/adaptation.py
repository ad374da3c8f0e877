"""Spell a call so that two clients understand it alike.

The one rule: a parameter that is named or placed differently is the surface tier's to tell, once. Here it is given
in the way that both clients know, so that it hides nothing else and is not told again for each call that uses it.
What only the wire can tell is whether a name of the reference's is swallowed (`swallowed`).
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from conformance.model import Operation
from conformance.strategies.calls import REQUIRED_ONLY, known, shapes
from conformance.tiers.wire.case import WireTestCase

__all__ = ["adapted", "by_name", "spelled", "swallowed", "usual", "without"]

_P = inspect.Parameter
_POSITIONAL = (_P.POSITIONAL_ONLY, _P.POSITIONAL_OR_KEYWORD)


def adapted(test_case: WireTestCase, reference: type | None, candidate: type | None) -> WireTestCase:
    """Return a test case with all its calls spelled for both, but for what is literal.

    It is unchanged where a class is not known.
    """
    if reference is None or candidate is None:
        return test_case
    literal = {name: test_case.act.kwargs[name] for name in sorted(test_case.literal)}
    others = {name: value for name, value in test_case.act.kwargs.items() if name not in literal}
    calls = (replace(test_case.act, kwargs=others), *test_case.prelude)
    act, *prelude = (spelled(call, reference, candidate) for call in calls)
    act = replace(act, kwargs={**act.kwargs, **literal})
    valid = test_case.valid and spelled(test_case.valid, reference, candidate)
    return replace(test_case, act=act, prelude=tuple(prelude), valid=valid)


def spelled(act: Operation, reference: type, candidate: type) -> Operation:
    """Return a call that tells the reference the same, in words that the candidate knows.

    What stands at one place under two names is given by position; what stands at two places is given by name; what
    the reference takes and the candidate's signature refuses is left out.

    Args:
        act: A call of the reference.
        reference: Its class.
        candidate: Class of the other client.
    """
    ours, theirs = _signature(reference, act.method), _signature(candidate, act.method)
    if ours is None or theirs is None or ours.keys() <= _ANYTHING or theirs.keys() <= _ANYTHING:
        return act
    names, others = _places(ours), _places(theirs)
    if len(act.args) > len(names) or set(names[: len(act.args)]) & act.kwargs.keys():
        return act  # wrong in every spelling
    alike = _alike(names, others)
    args = list(act.args[:alike])
    words = {**dict(zip(names[alike:], act.args[alike:], strict=False)), **act.kwargs}
    renamed = [place for place in range(alike) if names[place] != others[place] and names[place] in words]
    while renamed and len(args) <= renamed[-1]:
        parameter = ours[names[len(args)]]
        if parameter.name not in words and parameter.default is _P.empty:
            return act  # what is missing is missed by both
        args.append(words.pop(parameter.name, parameter.default))
    taken = {name: value for name, value in words.items() if _takes(theirs, name) or not _takes(ours, name)}
    return replace(act, args=tuple(args), kwargs=taken)


def swallowed(reference: type, candidate: type, method: str) -> list[str]:
    """Return the parameters of a reference's method that a candidate calls otherwise, and lets anybody misspell.

    Python refuses an unknown name, unless there is a ``**kwargs`` that takes it; then nobody notices that it is lost.
    """
    ours, theirs = _signature(reference, method), _signature(candidate, method)
    if ours is None or theirs is None or "**" not in theirs:
        return []
    names, others = _places(ours), _places(theirs)
    pairs = zip(names[: _alike(names, others)], others, strict=False)
    # What is required is missed, and not lost.
    return [name for name, other in pairs if name != other and ours[name].default is not _P.empty]


def by_name(act: Operation, client: type) -> Operation:
    """Return a call with its arguments by name, without defaults; unchanged where one has no name."""
    parameters = _signature(client, act.method)
    if parameters is None or len(act.args) > len(_places(parameters)):
        return act
    nameless = sum(item.kind is _P.POSITIONAL_ONLY for item in parameters.values())
    placed = zip(_places(parameters)[nameless:], act.args[nameless:], strict=False)
    words = {name: value for name, value in placed if repr(value) != repr(parameters[name].default)}
    return replace(act, args=act.args[:nameless], kwargs={**words, **act.kwargs})


def without(act: Operation, trigger: str, client: type) -> Operation | None:
    """Return a call without what it was built around, by name; ``None`` where there is no such call.

    Args:
        act: The call.
        trigger: What it was built around, see `conformance.strategies.calls.Planned`.
        client: Class of the reference.
    """
    if trigger in ("", REQUIRED_ONLY):
        return None
    named = by_name(act, client)
    names = trigger.partition(":")[0].split(", ")
    return replace(named, kwargs={name: value for name, value in named.kwargs.items() if name not in names})


def usual(act: Operation, trigger: str, client: type) -> Operation | None:
    """Return a call with usual values where its trigger names an unusual shape, ``None`` where it names none."""
    given = shapes(client, act.method).get(trigger)
    if given is None:
        return None
    named = by_name(act, client)
    kept = {name: value for name, value in named.kwargs.items() if name not in given}
    values = {name: value for name in given for value in list(known(act.method, name))[:1]}
    return replace(named, kwargs={**kept, **values})


def _alike(names: list[str], others: list[str]) -> int:
    """Return how many places from the first on mean the same, whatever they are called."""
    for place, (name, other) in enumerate(zip(names, others, strict=False)):
        if name != other and (name in others or other in names):
            return place
    return min(len(names), len(others))


_ANYTHING = {"*", "**"}


@cache
def _signature(client: type, method: str) -> Mapping[str, Any] | None:
    """Return the parameters of a method by name, ``*`` and ``**`` for those that take the rest."""
    try:
        found = list(inspect.signature(getattr(client, method)).parameters.values())
    except (AttributeError, TypeError, ValueError):
        return None
    bound = isinstance(inspect.getattr_static(client, method), (staticmethod, classmethod))
    variable: dict[Any, str] = {_P.VAR_POSITIONAL: "*", _P.VAR_KEYWORD: "**"}
    return {variable.get(item.kind, item.name): item for item in found[0 if bound else 1 :]}


def _places(parameters: Mapping[str, Any]) -> list[str]:
    return [name for name, item in parameters.items() if item.kind in _POSITIONAL]


def _takes(parameters: Mapping[str, Any], name: str) -> bool:
    return name in parameters or "**" in parameters
