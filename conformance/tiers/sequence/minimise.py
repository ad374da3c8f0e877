"""Make a story shorter than Hypothesis can: leave out one call after the other.

The one rule: a step is kept only if the same fingerprint shows again; the model need not agree with what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from conformance.catalogue import method_of
from conformance.exploration.finding import Finding
from conformance.model import Operation, Story

__all__ = ["reduce"]


def reduce(finding: Finding, again: Callable[[Story], Finding | None], *, attempts: int = 40) -> Finding:
    """Return a finding of the same fingerprint on a shorter story.

    Args:
        finding: What was found.
        again: Tells a story and returns the finding of the same fingerprint, ``None`` if it does not show.
        attempts: How many stories may be told.
    """
    tried: set[str] = set()
    smaller = True
    while smaller and attempts > 0:
        smaller = False
        for story in _steps(finding.trial):
            if repr(story) in tried:
                continue
            tried.add(repr(story))
            attempts -= 1
            shown = again(story)
            if shown is not None:
                finding, smaller = shown, True
                break
            if attempts <= 0:
                break
    return finding


def _steps(story: Story) -> Iterator[Story]:
    acts = story.acts
    for place in range(len(acts) - 1):  # the last one is what the story is about
        yield Story(acts[:place] + acts[place + 1 :])
    for place, act in enumerate(acts):
        for fewer in _fewer_rows(act):
            yield Story((*acts[:place], fewer, *acts[place + 1 :]))


def _fewer_rows(act: Operation) -> Iterator[Operation]:
    if method_of(act.method).effect == "write" and len(act.args) > 1 and len(act.args[1]) > 1:
        name, rows = act.args
        for place in range(len(rows)):
            yield replace(act, args=(name, rows[:place] + rows[place + 1 :]))
