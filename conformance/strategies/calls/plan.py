"""Plans: which calls of a method are worth making, most telling first.

The one rule: every parameter stands alone in some call and together with the others in some call, by name and by
position, so that dropping one cannot stay hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.catalogue import method_of, sleep
from conformance.model import Operation
from conformance.strategies.calls.combinations import APART
from conformance.strategies.calls.nested import wrong_within
from conformance.strategies.calls.parameters import Parameter, parameters
from conformance.strategies.calls.shapes import shapes
from conformance.strategies.calls.values import known, values

__all__ = [
    "BY_POSITION",
    "REQUIRED_ONLY",
    "Planned",
    "Wrong",
    "call_plan",
    "plainest_call",
    "planned_calls",
    "shaped_call",
    "wrong_calls",
]

TIMEOUTS = (20, 17.5, None)
"""Seconds, of each type; more than any call takes on a loaded machine, for a timeout that passes is another check's."""


BY_POSITION, REQUIRED_ONLY = "by position", "required only"
"""What calls are built around that try no parameter of their own."""


@dataclass(frozen=True, slots=True)
class Planned:
    """Calls of one shape.

    Attributes:
        trigger: What they are built around: one parameter, or how arguments are given; ``""`` for no one thing.
        calls: The calls.
    """

    trigger: str
    calls: SearchStrategy[Operation]


KINDS = {
    **dict.fromkeys(("missing", "unknown keyword", "given twice", "too many arguments"), "shape"),
    **dict.fromkeys(("None", "empty str", "empty list", "empty dict"), "nothing"),
    **dict.fromkeys(("int", "float", "bool", "str", "list", "dict", "bytes"), "type"),
    **dict.fromkeys(("negative int", "int beyond 64 bits"), "range"),
}
"""Kinds of wrong calls, by the end of their trigger; those within an argument are a kind of their own."""


@cache
def planned_calls(client: type, method: str, *, decorated: bool = True) -> tuple[Planned, ...]:
    """Return valid calls of a method by their shapes, in the order of `call_plan`.

    Args:
        client: A class, or an instance.
        method: The method.
        decorated: Whether they give what nobody but a decorator reads, which is the same for every method.
    """
    return tuple(_Plan(client, method, decorated=decorated).shapes())


def shaped_call(client: type, method: str, trigger: str) -> SearchStrategy[Operation]:
    """Return calls of a method with one argument of an unusual shape.

    Args:
        client: A class.
        method: The method.
        trigger: One of `conformance.strategies.calls.shapes`.
    """
    return _Plan(client, method).shaped(trigger)


@cache
def call_plan(client: type, method: str, *, decorated: bool = True) -> tuple[SearchStrategy[Operation], ...]:
    """Return strategies for valid calls of a method, each for one shape of call, most telling first.

    All that goes together by name; what a call needs alone; all of the signature by position; each optional one
    alone; only what Python requires; timeouts of each kind, by name and by position; random choices.
    """
    return tuple(planned.calls for planned in planned_calls(client, method, decorated=decorated))


Pair = tuple[Operation, Operation]


@dataclass(frozen=True, slots=True)
class Wrong:
    """Calls with one thing wrong.

    Attributes:
        trigger: The argument, and how it is wrong, for example ``limit: bool``.
        pairs: A valid call, and the same with that one thing wrong.
    """

    trigger: str
    pairs: SearchStrategy[Pair]

    @property
    def kind(self) -> str:
        """What is wrong, whichever the argument; a few ways to be wrong that are much alike are one kind."""
        how = self.trigger.rpartition(": ")[2]
        return "within" if " in " in how else KINDS.get(how, how)


@cache
def wrong_calls(client: type, method: str) -> tuple[Wrong, ...]:
    """Return calls with one thing wrong: a type, an empty, missing or unknown argument, or one too many."""
    return tuple(_Plan(client, method).wrong())


def plainest_call(client: type, method: str) -> Operation:
    """Return the call that gives what a method needs, by name, each the first value that the catalogue knows."""
    return _Plan(client, method).plainest()


class _Plan:
    def __init__(self, client: type, method: str, *, decorated: bool = True) -> None:
        self.client, self.method = client, method
        self.all = {item.name: item for item in parameters(client, method) if decorated or not item.decorated}
        self.required = [item for item in self.all.values() if item.required]
        self.optional = [item for item in self.all.values() if not item.required]
        self.known = method_of(method).arguments
        self.groups = self.known.alternatives

    def shapes(self) -> Iterator[Planned]:
        everything = [self._together(group) for group in range(max(1, len(self.groups)))]
        yield Planned("", self._call(everything[0]))
        yield Planned("", self._call([]))
        for names, alternative in zip(everything[1:], self.groups[1:], strict=True):
            yield Planned(", ".join(alternative), self._call(names))
        for group in range(len(everything)):
            yield Planned(BY_POSITION, self._positional(group))
        for item in self.optional:
            yield Planned(item.name, self._call([item.name], **self.known.beside.get(item.name, {})))
        if self.known.always:
            yield Planned(REQUIRED_ONLY, self._arguments([item.name for item in self.required]))
        if "timeout" in self.all:
            for timeout in TIMEOUTS:
                yield Planned(f"timeout: {_kind(timeout)}", self._call([], timeout=timeout))
                if self.all["timeout"].kind == "positional":
                    yield Planned(BY_POSITION, self._positional(timeout=timeout))
        names = [item.name for item in self.optional if not self._apart(item.name)]
        if names:
            some = st.lists(st.sampled_from(names), unique=True, max_size=4).map(self._compatible)
            yield Planned("", some.flatmap(self._call))
            yield Planned("", some.flatmap(lambda chosen: self._call(chosen, by_position=1)))

    def shaped(self, trigger: str) -> SearchStrategy[Operation]:
        name = trigger.partition(":")[0]
        given = shapes(self.client, self.method)[trigger]
        return self._call([name], **{**self.known.beside.get(name, {}), **given})

    def plainest(self) -> Operation:
        return Operation(
            self.method, kwargs={name: next(iter(known(self.method, name)), "") for name in self._chosen([])}
        )

    def wrong(self) -> Iterator[Wrong]:
        for trigger, base, spoil in self._spoiled():
            yield Wrong(trigger, base.map(partial(_pair, spoil)))

    def _spoiled(self) -> Iterator[tuple[str, SearchStrategy[Operation], Callable[[Operation], Operation]]]:
        barest = self._call([])
        for item in self.required:
            yield f"{item.name}: missing", barest, partial(_less, name=item.name)
        yield "unknown keyword", barest, partial(_with, no_such_argument=1)
        for item in self.all.values():
            base = self._call([item.name])
            for value in _wrong_values(item, self.method):
                yield f"{item.name}: {_kind(value)}", base, partial(_with, **{item.name: value})
            for valid, where, wrong, value in _wrong_places(item, self.method):
                whole = self._call([item.name], **{item.name: valid})
                yield f"{item.name}: {_kind(wrong)} in {where}", whole, partial(_with, **{item.name: value})
        if self.required:
            name = self.required[0].name
            yield f"{name}: given twice", barest, partial(_twice, name=name)
        if not any(item.kind == "hidden" for item in self.all.values()):
            yield "too many arguments", barest, partial(_many, count=len(self.all) + 1)

    def _together(self, group: int) -> list[str]:
        excluded = {name for place, names in enumerate(self.groups) if place != group for name in names}
        return [
            item.name for item in self.optional if item.name not in excluded and not self._apart(item.name)
        ]

    def _apart(self, name: str) -> bool:
        return name in APART or name in self.known.refused

    def _compatible(self, names: Sequence[str]) -> list[str]:
        taken: list[str] = []
        for name in names:
            if not self._clash(name, taken):
                taken.append(name)
        return taken

    def _clash(self, name: str, others: Sequence[str]) -> bool:
        mine = next((names for names in self.groups if name in names), None)
        theirs = {other for names in self.groups if names != mine for other in names}
        return mine is not None and any(other in theirs for other in others)

    def _chosen(self, names: Sequence[str]) -> list[str]:
        wanted = [item.name for item in self.required]
        for name in names:
            wanted += [need for need in self.known.needs.get(name, ()) if need in self.all]
            wanted.append(name)
        for name in self.known.always:
            if name in self.all and not self._clash(name, wanted):
                wanted.append(name)
        return list(dict.fromkeys(wanted))

    def _call(self, names: Sequence[str], by_position: int = 0, **fixed: Any) -> SearchStrategy[Operation]:
        return self._arguments(self._chosen(names), by_position, **fixed)

    def _arguments(
        self, names: Sequence[str], by_position: int = 0, **fixed: Any
    ) -> SearchStrategy[Operation]:
        chosen = {name: values(self.method, self.all[name]) for name in names}
        chosen |= {name: st.just(value) for name, value in fixed.items()}
        first = [item.name for item in self.required][:by_position]
        return st.builds(
            lambda words: Operation(
                self.method,
                tuple(words[name] for name in first),
                {name: value for name, value in words.items() if name not in first},
            ),
            st.fixed_dictionaries(chosen),
        )

    def _positional(self, group: int = 0, **last: Any) -> SearchStrategy[Operation]:
        """Return calls that give the signature's arguments by position: all, or those up to a last one of fixed value.

        Where arguments exclude each other, the default is given.
        """
        chosen = set(self._chosen([] if last else self._together(group)))
        names = [item for item in self.all.values() if item.kind == "positional"]
        arguments: list[SearchStrategy[Any]] = []
        for item in names:
            if item.name in last:
                arguments.append(st.just(last[item.name]))
                break
            given = item.required or item.name in chosen
            arguments.append(values(self.method, item) if given else st.just(item.default))
        return st.tuples(*arguments).map(lambda args: Operation(self.method, args))


def _pair(spoil: Callable[[Operation], Operation], valid: Operation) -> Pair:
    return valid, spoil(valid)


def _less(act: Operation, /, name: str) -> Operation:
    return Operation(act.method, act.args, {key: value for key, value in act.kwargs.items() if key != name})


def _with(act: Operation, /, **words: Any) -> Operation:
    return Operation(act.method, act.args, {**act.kwargs, **words})


def _twice(act: Operation, /, name: str) -> Operation:
    return Operation(act.method, (act.kwargs.get(name),), act.kwargs)


def _many(act: Operation, /, count: int) -> Operation:
    return Operation(act.method, ("books",) * count)


def _kind(value: Any) -> str:
    """Return how a value is wrong: not the value, but what there is about it."""
    if value is None:
        return "None"
    kind = type(value).__name__
    if isinstance(value, (str, list, dict)) and not value:
        return f"empty {kind}"
    if kind == "int" and not 0 <= value < 2**63:
        return "negative int" if value < 0 else "int beyond 64 bits"
    return kind


def _wrong_values(item: Parameter, method: str) -> Iterator[Any]:
    if item.decorated and not method_of(method).stands_for_all:
        return
    if item.name == "timeout":
        # True is a second, which a method that sleeps uses up or not, as the machine is busy or not.
        yield from ("5", *(True,) * (not sleep(method)), *(-1,) * method_of(method).stands_for_all)
        return
    yield from (None, "", 7, 1.5, True, [], {}, [1], b"x", -1, 2**63)


def _wrong_places(item: Parameter, method: str) -> Iterator[tuple[Any, str, Any, Any]]:
    """Yield each place in the valid values of a parameter once with each kind of wrong value: the value, and how."""
    seen = set()
    for valid in known(method, item.name):
        for where, wrong, value in wrong_within(valid):
            if (where, _kind(wrong)) not in seen:
                seen.add((where, _kind(wrong)))
                yield valid, where, wrong, value
