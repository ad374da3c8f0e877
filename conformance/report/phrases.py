"""Kinds of difference in plain words: what the candidate does that the reference does not.

The one rule: a kind that stands in no table is told by its own name, so that another package's tier needs no entry.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["counted", "phrase"]

_OUTCOMES: Mapping[str, str] = {
    "(returned, raised)": "fails where the reference returns",
    "(raised, returned)": "returns where the reference fails",
    "(returned, timed out)": "does not return where the reference does",
    "(raised, timed out)": "does not return where the reference fails",
    "(timed out, returned)": "returns where the reference does not",
    "(timed out, raised)": "fails where the reference does not return",
}

_KINDS: Mapping[str, str] = {
    "error-type": "raises another exception",
    "error-code": "raises another error code",
    "error-value": "raises an error with another value in {path}",
    "error-cause": "raises an error from another cause",
    "error-message": "raises an error that does not name the same",
    "type": "gives another type in {path}",
    "length": "gives another number of items in {path}",
    "value": "gives another value in {path}",
    "order": "gives another order in {path}",
    "missing": "leaves out {path}",
    "extra": "adds {path}",
    "awaitable": "need not be awaited",
    "oracle": "gives what is not the exact answer in {path}",
    "state": "leaves another state behind: {path}",
    "mutated": "changes its arguments",
    "field": "sends another value in {path}",
    "metadata": "sends other metadata: {path}",
    "deadline": "sends another deadline with {path}",
    "rpc-missing": "does not send {path}",
    "rpc-extra": "sends {path}, which the reference does not",
    "rpc-order": "sends its requests in another order: {path}",
    "protocol": "does not offer {path}",
    "kind": "is another kind of member",
    "variable": "does not take {path}",
    "parameter-missing": "lacks the parameter {name}",
    "parameter-extra": "has a parameter more: {name}",
    "parameter-name": "calls the parameter {name} otherwise",
    "parameter-order": "takes its parameters in another order",
    "parameter-kind": "takes the parameter {name} in another way",
    "parameter-default": "has another default for {name}",
    "ending": "ends in another way ({path})",
    "budget": "spends its timeout in another way ({path})",
    "late": "is late ({path})",
    "early": "returns before the work is done ({path})",
    "swallowed": "swallows {path}",
    "attempts": "is tried another number of times ({path})",
    "left": "leaves something behind: {path}",
    "stopped": "stops the event loop",
    "server-not-told": "does not tell the server that it was cancelled",
}


def counted(count: int, what: str) -> str:
    """Return how many there are of something: ``1 group``, ``2 groups``."""
    return f"{count} {what}" + "s" * (count != 1)


def phrase(kind: str, path: str, trigger: str = "") -> str:
    """Return what a candidate's method does, to stand behind the method's name.

    Args:
        kind: Kind of difference.
        path: Where.
        trigger: What the test cases were built around, ``""`` where it was no one thing.
    """
    if kind == "missing" and path == "member":
        return "is missing"
    where, _, sides = path.partition(" (")
    if kind == "outcome" and f"({sides}" in _OUTCOMES:
        told = _OUTCOMES[f"({sides}"] + ("" if where == "result" else f" ({where})")
    else:
        form = _KINDS.get(kind, f"differs in {{path}} ({kind})")
        told = form.format(path=path, name=path.removeprefix("parameters."))
    return f"{told} [{trigger}]" if trigger else told
