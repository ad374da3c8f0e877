"""What a recorded server is to answer, from the requests of a finding.

The one rule: where what is asked decides the answer, the server looks at that: two requests that a client makes at once
arrive in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pytest_milvus.mock_server import Request, rpcs
from pytest_milvus.mock_server.messages import is_repeated

__all__ = ["Answers", "chosen", "data_of", "flat", "kept", "server_code"]

Answers = Sequence[Any] | Mapping[str, Mapping[str, Any]]
"""The answers to an RPC in turn, or by the values of a field of the request."""


def data_of(rpc: str, reply: Sequence[bytes]) -> Any:
    """Return an answer as a recorded server gives it: a list where it is a stream."""
    if rpcs()[rpc].streams_out:
        return list(reply)
    return reply[0] if reply else b""


def kept(answered: Sequence[tuple[Request, Any]]) -> Answers:
    """Return the answers to the requests of one RPC, those at the end that repeat themselves once."""
    replies = [reply for _, reply in answered]
    while len(replies) > 1 and replies[-1] == replies[-2]:
        replies.pop()  # how often work is looked at depends on the clock
    return chosen(answered) or replies if len(replies) > 1 else replies


def chosen(answered: Sequence[tuple[Request, Any]]) -> dict[str, dict[str, Any]]:
    """Return the answers to the requests of one RPC by a field whose text decides, empty where there is none."""
    fields = [field for field in answered[0][0].message.DESCRIPTOR.fields if field.type == field.TYPE_STRING]
    for field in (item for item in fields if not is_repeated(item)):
        asked = [(getattr(request.message, field.name), reply) for request, reply in answered]
        by_value = dict(asked)
        if len(by_value) > 1 and all(by_value[value] == reply for value, reply in asked):
            return {field.name: dict(sorted(by_value.items()))}
    return {}


def flat(answers: Iterable[Answers]) -> list[Any]:
    """Return each single answer."""
    lists = (
        [reply for values in item.values() for reply in values.values()]
        if isinstance(item, Mapping)
        else item
        for item in answers
    )
    return [reply for replies in lists for reply in replies]


def server_code(answers: Mapping[str, Answers], *bases: str) -> str:
    """Return the code of the class of a server with these answers.

    Args:
        answers: By RPC.
        bases: Names of classes that it is derived from in any case, the most special one first.
    """
    kinds = {type(reply) for reply in flat(answers.values())}
    named = ["Streaming"] * (list in kinds) + [*bases]
    named += ["Failing"] * (tuple in kinds)
    named += ["Choosing"] * any(isinstance(item, Mapping) for item in answers.values())
    return (
        f"type('Server', ({', '.join(named)}), {{}})" if len(named) > 1 else (named or ["RecordedServer"])[0]
    )
