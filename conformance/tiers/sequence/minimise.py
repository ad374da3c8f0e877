"""Make a call sequence shorter than Hypothesis can: leave out one call after the other.

The one rule: a step is kept only if the same fingerprint shows again; the model need not agree with what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from conformance.catalogue import method_of
from conformance.exploration.finding import Finding
from conformance.exploration.minimise import ATTEMPTS
from conformance.exploration.minimise import minimise as in_steps
from conformance.model import CallSequence, Operation

__all__ = ["minimise"]


def minimise(
    finding: Finding, again: Callable[[CallSequence], Finding | None], *, attempts: int = ATTEMPTS
) -> Finding:
    """Return a finding of the same fingerprint on a shorter call sequence.

    Args:
        finding: What was found.
        again: Tells a call sequence and returns the finding of the same fingerprint, ``None`` if it does not show.
        attempts: How many call sequences may be told.
    """
    return in_steps(finding, _steps, again, attempts=attempts)


def _steps(sequence: CallSequence) -> Iterator[CallSequence]:
    acts = sequence.acts
    for place in range(len(acts) - 1):  # the last one is what the call sequence is about
        yield CallSequence(acts[:place] + acts[place + 1 :])
    for place, act in enumerate(acts):
        for fewer in _fewer_rows(act):
            yield CallSequence((*acts[:place], fewer, *acts[place + 1 :]))


def _fewer_rows(act: Operation) -> Iterator[Operation]:
    if method_of(act.method).effect == "write" and len(act.args) > 1 and len(act.args[1]) > 1:
        name, rows = act.args
        for place in range(len(rows)):
            yield replace(act, args=(name, rows[:place] + rows[place + 1 :]))
