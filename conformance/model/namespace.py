"""Namespaces: the names of `pytest_milvus.mock_server.world` as placeholders: each twin has its own.

The one rule: a name of the world stands for the same object wherever it occurs, in arguments, keys and recipes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.model.operation import Operation, Placeholder, replaced
from pytest_milvus.mock_server import world

__all__ = [
    "ABSENT",
    "HOST",
    "NAMES",
    "NEW_PASSWORD",
    "ODD",
    "OTHER_DATABASE",
    "OWNER",
    "PASSWORD",
    "RENEWED",
    "STRANGERS",
    "USER",
    "NamespaceTestCase",
    "absent",
    "named",
    "spoken",
    "token",
]

OTHER_DATABASE = "other"
"""A second database, which is empty."""

ODD = "größe"
"""A name that Milvus allows for little."""

ABSENT = "nowhere"
"""A name that Milvus allows, of what is nowhere."""

PASSWORD, NEW_PASSWORD = "Secret_1", "Secret_2"
"""What the wire tier's calls take for the present password, and for the next one."""

OWNER, HOST = "", "host"
"""Who makes a call: a client with the server's own token; or, to prepare something, a trusted one."""

USER, RENEWED = "user", "renewed"
"""The user of a namespace, by the password that it had when it was new, and by the next one."""

STRANGERS = ("nobody", "somebody")
"""Callers that no server lets in: without a token, and with a wrong password."""

_TOKENS = {
    "nobody": "",
    "somebody": f"{{user}}:not_{PASSWORD}",
    USER: f"{{user}}:{PASSWORD}",
    RENEWED: f"{{user}}:{NEW_PASSWORD}",
}

NAMES = (
    *world.COLLECTIONS,
    "novels",
    world.ALIAS,
    world.DATABASE,
    OTHER_DATABASE,
    "archive",
    world.USER,
    world.ROLE,
    world.PRIVILEGE_GROUP,
    world.GROUP,
    world.SNAPSHOT,
    ODD,
    ABSENT,
)
"""Every name that generated calls give to what a server keeps, or look for there."""

_PLACEHOLDERS: Mapping[Any, Placeholder] = {name: Placeholder(name) for name in NAMES}


def named(act: Operation) -> Operation:
    """Return a call with the names of the world replaced by placeholders."""

    def swap(value: Any) -> Any:
        return _PLACEHOLDERS.get(value, value) if isinstance(value, str) else value

    return Operation(act.method, replaced(act.args, swap), replaced(dict(act.kwargs), swap))


def absent(act: Operation) -> Operation:
    """Return a call with placeholders about what is not there."""
    return act.bind(dict.fromkeys(NAMES, Placeholder(ABSENT)))


def spoken(acts: Iterable[Operation]) -> frozenset[str]:
    """Return the names of the world that calls with placeholders speak of."""
    found = set()

    def note(value: Any) -> Any:
        if isinstance(value, Placeholder):
            found.add(value.label)
        return value

    for act in acts:
        replaced([act.args, dict(act.kwargs)], note)
    return frozenset(found)


def token(who: str, names: Mapping[str, str]) -> str:
    """Return the token of somebody in a namespace, whose names are given by those of the world."""
    return _TOKENS[who].format(user=names[world.USER])


@dataclass(frozen=True, slots=True)
class NamespaceTestCase:
    """Calls that each client makes in a namespace of its own.

    Attributes:
        acts: The calls, with placeholders for names.
        prepared: How many of the first ones only prepare; what follows is judged, the first of it above all.
        by: Who makes each call; empty where the owner of the server makes all.
        trigger: The one thing that it was built around, see `conformance.exploration.finding.Finding`.
    """

    acts: tuple[Operation, ...]
    prepared: int = 0
    by: tuple[str, ...] = ()
    trigger: str = ""

    @property
    def act(self) -> Operation:
        """The call that the test case is about."""
        return self.acts[self.prepared]

    @property
    def callers(self) -> tuple[str, ...]:
        """Who makes each call."""
        return self.by or (OWNER,) * len(self.acts)

    @property
    def size(self) -> tuple[int, int]:
        """Order of simplicity: calls first, then the length of the printed calls."""
        return len(self.acts), sum(len(str(act)) for act in self.acts)
