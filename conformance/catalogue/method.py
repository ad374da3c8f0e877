"""The record of a client method: all that the suite knows of it, so that everything else can ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from hypothesis.strategies import SearchStrategy

from conformance.catalogue.rule import Rule
from conformance.compare.differences import Shape
from conformance.model import Operation
from conformance.model.scene import State

__all__ = ["Answer", "Arguments", "Effect", "Memory", "Method", "NamespaceCall", "Oracle", "SceneCall"]

Effect = Literal["read", "write", "definition", "admin", "local"]

Oracle = Literal[
    "",
    "matching rows",
    "named rows",
    "batches of rows",
    "nearest rows",
    "nearest rows in batches",
    "fused rows",
    "rows inserted",
    "rows upserted",
    "rows deleted",
]

DRAWING = 40
"""Cost of an example, in milliseconds, that one more drawn test case is worth."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How the result of a method is compared.

    Attributes:
        shape: As it is, as rows (by primary key), or as hits (ties as groups). Batches of an iterator are compared as
            they are, because the order of the rows is a part of what it gives.
        volatile: Keys that are left out of it, with the reason.
        unordered: Why it has no order, ``""`` where it has one.
        server_wide: What it names of the whole server, besides a namespace's own; such an answer has no order either.
        numbered: Why it holds a number that the server chose, of which only the type is compared.
        busy: Why it holds lists of what goes on meanwhile, of which only that they are lists is compared.
    """

    shape: Shape = "plain"
    volatile: Mapping[str, str] = field(default_factory=dict)
    unordered: str = ""
    server_wide: str = ""
    numbered: str = ""
    busy: str = ""

    @property
    def ordered(self) -> bool:
        """Whether the order of a list in it counts."""
        return not self.unordered and not self.server_wide


@dataclass(frozen=True, slots=True)
class Arguments:
    """What of a method's parameters no signature tells; each is a fact about Milvus or pymilvus.

    Attributes:
        values: Valid values of a parameter that means something else, or more, in this method than in others
            (see `conformance.strategies.calls.values`).
        alternatives: Parameters that exclude each other, in groups; one group is given at a time.
        always: Optional parameters without which a call is refused: one of them is given unless a planned one
            excludes it.
        needs: Parameters that mean nothing without others, and the others.
        beside: What a parameter needs beside it where it is tried alone, or its own value where another is worth a
            try: one that is not what the method does by default.
        shapes: Arguments of unusual shapes, by ``PARAMETER: what is unusual``: the parameter, and what else such a call
            has (see `conformance.strategies.calls.shapes`).
        refused: Parameters that pymilvus takes only to refuse them, with the reason; each is tried, alone.
        repeats: Whether the same call is among what a client may have done before; not so where it sleeps.
    """

    values: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    alternatives: tuple[tuple[str, ...], ...] = ()
    always: tuple[str, ...] = ()
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    beside: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    shapes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    repeats: bool = True


@dataclass(frozen=True, slots=True)
class Memory:
    """What a call has to do with what a client keeps of a collection: its schema, and when the client wrote to it last.

    Attributes:
        reads: Whether it may go by what is kept.
        given: Parameter without which it does not go by the schema, ``""`` where it needs no more than it must have.
        fills: What it leaves there, with no more arguments than it needs.
        outdates: Parameters that name the collection, or the alias that it is known by, of which what is kept may be
            true no longer.
    """

    reads: bool = False
    given: str = ""
    fills: tuple[Literal["schema", "writes"], ...] = ()
    outdates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SceneCall:
    """How the live tier calls a method on generated collections.

    Attributes:
        calls: Returns a strategy for calls on a scene.
        weight: Nominal cost of one example in milliseconds on the embedded engine, preparation included. A profile's
            time budget divided by it gives the number of examples, so that the number does not depend on the clock.
        states: States in which a definition is tried; the first is what it is made for, a repeated one is drawn more
            often.
        exact: What the oracle can say of an answer, ``""`` for nothing.
        leading: Parameters in the order in which ``calls`` give them by position, where the oracle reads them.
        in_session: Whether it is tried as a read that must see what the same client wrote.
    """

    calls: Callable[..., SearchStrategy[Operation]]
    weight: int
    states: tuple[State, ...] = ()
    exact: Oracle = ""
    leading: tuple[str, ...] = ("collection_name",)
    in_session: bool = False

    @property
    def choice(self) -> int:
        """Test cases that are drawn for each one that is made, so that a costly method gets the telling ones."""
        return max(1, self.weight // DRAWING)


@dataclass(frozen=True, slots=True)
class NamespaceCall:
    """How the live tier calls a method in a namespace: a small world that is made for real, once for each client.

    Attributes:
        before: What makes room for a call, or makes what it is to undo.
        after: What shows a call's effect where no look does.
        access: Why it is left to ``live.access`` on a server that asks for a token: others are let in after it than
            before.
        unseen: Part of the namespace that it changes though no look can see it.
    """

    before: tuple[Operation, ...] = ()
    after: tuple[Operation, ...] = ()
    access: str = ""
    unseen: str = ""


@dataclass(frozen=True, slots=True)
class Method:
    """What the suite knows of a client method; a name and an effect are enough.

    Attributes:
        name: Its name.
        effect: Whether it reads, writes rows, changes definitions, does something else to a server, or asks none.
        sleeps: Milliseconds that pymilvus sleeps in a planned call, on average, even where everything is finished at
            once.
        requires: Engine capability without which the server refuses it, ``""`` for none.
        late_without: Engine capability without which it is not called, because it returns late, or never.
        plain: Why an async client may have it as a plain method: it sends nothing.
        unbounded: RPC that its synchronous form sends from a thread of its own, without a deadline. That form counts a
            timeout twice, in this thread and in the caller; only while this RPC is not answered is it no chance which
            of the two ends the call.
        hands_out: Arguments with which it gives an object whose methods are tried, too, where it does not in any call.
        stands_for_all: Whether it may stand for all methods, in what clients do in one place for every call: it reads,
            in one RPC, and sleeps nowhere. Tried with each method, one bug would have a hundred names; tried with a
            single one, nobody would see it where this one is missing.
        answer: How its result is compared.
        arguments: What of its parameters no signature tells.
        scene: How it is called on generated collections; ``None`` where it is called in a namespace only.
        namespace: How it is called in a namespace.
        memory: What it has to do with what a client keeps.
        rule: How sequences use it; ``None`` where they do not.
    """

    name: str
    effect: Effect
    sleeps: int = 0
    requires: str = ""
    late_without: str = ""
    plain: str = ""
    unbounded: str = ""
    stands_for_all: bool = False
    hands_out: Mapping[str, Any] = field(default_factory=dict)
    answer: Answer = Answer()
    arguments: Arguments = Arguments()
    scene: SceneCall | None = None
    namespace: NamespaceCall = NamespaceCall()
    memory: Memory = Memory()
    rule: Rule | None = None

    @property
    def on_scene(self) -> SceneCall:
        """How it is called on generated collections.

        Raises:
            LookupError: It is called in a namespace only.
        """
        if self.scene is None:
            msg = f"the record of {self.name} does not say how it is called on generated collections (scene)"
            raise LookupError(msg)
        return self.scene
