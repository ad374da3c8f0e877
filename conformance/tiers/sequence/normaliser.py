"""What of an answer depends on the names that a side was given, or on the server's mood, and how it is made equal.

The one rule: nothing is passed over without its reason in `UNTOLD`, in `conformance.twins.state.VOLATILE`
or in the method's record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from conformance.catalogue import method_of
from conformance.model import Operation, Outcome, Raised, Returned, Typed
from conformance.twins.state import VOLATILE

__all__ = ["UNTOLD", "comparable", "unnamed"]

UNTOLD = {
    "names of a collection, or of an alias": "each side has names of its own; they stand as <collection>, <alias>",
    "names of strangers in list_collections": "a server may have other users",
    "order of aliases": "Milvus keeps them in a map and lists them in any order",
}
"""What is made equal before answers are compared, and why; besides what `VOLATILE` and the methods' records say."""


def comparable(act: Operation, outcome: Outcome, names: Mapping[str, str]) -> Outcome:
    """Return what of an outcome both sides must share.

    Args:
        act: The call.
        outcome: What came of it.
        names: The side's names by label.
    """
    if isinstance(outcome, Raised):
        return replace(outcome, message=_labelled(outcome.message, names))
    if not isinstance(outcome, Returned):
        return outcome
    value = unnamed(outcome.value, names)
    if act.method == "list_collections":
        value = _ours(value, names)
    volatile = method_of(act.method).answer.volatile
    if volatile and isinstance(value, dict):
        value = {key: item for key, item in value.items() if key not in volatile}
    return replace(outcome, value=value)


def unnamed(value: Any, names: Mapping[str, str]) -> Any:
    """Return a recorded value with labels for names, and without what is volatile."""
    if isinstance(value, Typed):
        return Typed(value.type, unnamed(value.value, names))
    if isinstance(value, dict):
        kept = {key: unnamed(item, names) for key, item in value.items() if key not in VOLATILE}
        return {key: _sorted(item) if key == "aliases" else item for key, item in kept.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(unnamed(item, names) for item in value)
    if isinstance(value, str):
        return next((f"<{label}>" for label, name in names.items() if name == value), value)
    return value


def _labelled(text: str, names: Mapping[str, str]) -> str:
    """Return a text with labels for names; the longest first, because a name may begin with another."""
    for label, name in sorted(names.items(), key=lambda item: len(item[1]), reverse=True):
        text = text.replace(name, f"<{label}>")
    return text


def _sorted(value: Any) -> Any:
    if isinstance(value, Typed):
        return Typed(value.type, _sorted(value.value))
    return sorted(value, key=repr) if isinstance(value, list) else value


def _ours(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, Typed):
        return Typed(value.type, _ours(value.value, names))
    labels = {f"<{label}>" for label in names}
    return sorted(item for item in value if item in labels) if isinstance(value, list) else value
