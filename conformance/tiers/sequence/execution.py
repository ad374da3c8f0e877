"""Telling stories on a server: two new clients, each on collections of its own, then a trusted reader.

The one rule: on one stage calls are made one at a time, because Milvus Lite keeps all aliases in one file, which two
writers at once would lose. Only where a client sleeps, other stories go on meanwhile. A real server, where most of the
time is waiting, has several stages. The clients of a story live as long as it
does, so that whatever they keep between calls stems from the story, and its script shows the same.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from conformance.clients import Call
from conformance.model import ALIASES, NAMES, Story
from conformance.strategies.sequences import rule_of
from conformance.tiers.sequence.ending import clear, ending
from conformance.tiers.sequence.normaliser import comparable
from conformance.twins.driver import Performance, Side, Stage

__all__ = ["BESIDE", "TOGETHER", "Chosen", "StoryStage"]

TOGETHER = 5
"""Methods whose stories are told together; with five, thirty methods make six shares, for two or three processes."""

AT_ONCE = 24
"""Stories that are under way at once on a stage; each has two clients."""

BESIDE = 6
"""Stages of a server on which stories are told at the same time."""

Chosen = tuple[Story, str]
"""A story to tell, and the seed of the round it was drawn in (see `conformance.exploration.explore.choose`)."""

Telling = Generator[None, None, Performance]


class StoryStage:
    """Where stories are told.

    Args:
        stages: Stages of one server; stories are told on all of them at the same time.
        methods: The methods of the run, in order; stories of a few that stand together are told together.

    Attributes:
        server: The server.
    """

    def __init__(self, stages: Sequence[Stage], methods: Sequence[str] = ()) -> None:
        self.server = stages[0].server
        self._stages, self._methods = stages, list(methods)
        self._chosen: dict[str, Sequence[Chosen]] = {}
        self._told: dict[str, Performance] = {}

    def candidate_offers(self, method: str) -> bool:
        """Return whether the candidate has a method."""
        return self._stages[0].candidate_offers(method)

    def told_ahead(self, method: str, choose: Callable[[str], Sequence[Chosen]]) -> Sequence[Chosen]:
        """Return the chosen stories of a method; the first of those that stand together has all of them told.

        Args:
            method: The method.
            choose: Returns the stories of a method.
        """
        if method not in self._chosen:
            ahead = {name: choose(name) for name in self._neighbours(method)}
            self._chosen |= ahead
            stories = [story for chosen in ahead.values() for story, _ in chosen]
            count = len(self._stages)
            shares = [stories[place::count] for place in range(count)]
            with ThreadPoolExecutor(count) as pool:
                for told in pool.map(self._together, self._stages, shares):
                    self._told |= told
        return self._chosen.pop(method)

    def tell(self, story: Story, *, control: bool = False) -> Performance:
        """Let both clients tell a story; what was told ahead is recalled once.

        Args:
            story: What to tell.
            control: Let the reference play both parts.

        Raises:
            pytest_milvus.errors.RemedyError: The server is gone.
        """
        ahead = None if control else self._told.pop(repr(story), None)
        return ahead or self._together(self._stages[0], [story], control=control)[repr(story)]

    def _neighbours(self, method: str) -> Sequence[str]:
        """Return the methods whose stories are told together with those of a method."""
        if method not in self._methods:
            return (method,)
        start = self._methods.index(method) // TOGETHER * TOGETHER
        return [name for name in self._methods[start : start + TOGETHER] if self.candidate_offers(name)]

    def _together(
        self, stage: Stage, stories: Sequence[Story], *, control: bool = False
    ) -> dict[str, Performance]:
        """Return what came of each story, by how it prints."""
        done: dict[str, Performance] = {}
        tellings = {repr(story): self._telling(stage, story, control=control) for story in stories}
        waiting = deque(tellings.items())
        turns: deque[tuple[str, Telling]] = deque()
        try:
            while turns or waiting:
                if waiting and len(turns) < AT_ONCE:
                    turns.appendleft(waiting.popleft())
                name, telling = turns.popleft()
                try:
                    next(telling)
                except StopIteration as end:
                    done[name] = end.value
                else:
                    turns.append((name, telling))
        finally:
            for telling in tellings.values():
                telling.close()
        return done

    def _telling(self, stage: Stage, story: Story, *, control: bool) -> Telling:
        """Tell a story, and give others a turn where the candidate sleeps."""
        actors = stage.actors(control=control, fresh=True)
        names = tuple({name.label: stage.new_name() for name in (*NAMES, *ALIASES)} for _ in actors)
        played: tuple[list[Call], list[Call]] = ([], [])
        states: list[Mapping[str, Any] | None] = [None, None]
        try:
            for act in story.acts:
                # What the candidate lacks is done for it, so that a small client has stories, too.
                offered = (True, self.candidate_offers(act.method))
                tellers = (
                    actor if offers else reader
                    for actor, reader, offers in zip(actors, stage.readers, offered, strict=True)
                )
                for teller, own, calls in zip(tellers, names, played, strict=True):
                    pending = teller.start(act, own)
                    if rule_of(act.method).sleeps and calls is played[1]:
                        yield
                    call = teller.finish(pending)
                    stage.collections.require_life(call.outcome, act)
                    calls.append(Call(comparable(act, call.outcome, own), call.mutated))
            states = [ending(reader, own) for reader, own in zip(stage.readers, names, strict=True)]
        finally:
            for actor, reader, own, left in zip(actors, stage.readers, names, states, strict=True):
                actor.close()
                clear(reader, own, left)
        one, other = (Side(tuple(calls), state) for calls, state in zip(played, states, strict=True))
        return Performance(one, other)
