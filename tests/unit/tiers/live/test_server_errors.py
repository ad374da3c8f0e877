"""What a server says of itself is told from what it says of a call."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from conformance.model import Operation, Outcome, Raised, Returned, Scene, TimedOut
from conformance.twins.collections import Collections, SceneRefusedError
from conformance.twins.server_errors import SERVER_ERRORS, SickServerError, require_health, server_error

CALL = Operation("create_collection", ("books",))


@pytest.mark.parametrize(
    ("message", "name"),
    [
        (
            "<MilvusException: (code=1, message=[Errno 28] No space left on device)>",
            "it has no room for its data",
        ),
        ("[Errno 122] Disk quota exceeded: '/data/wal'", "it has no room for its data"),
        ("disk limit exceeded[reason=disk is full]", "it has no room for its data"),
        ("[Errno 30] Read-only file system: '/data'", "it cannot write or read its data"),
        ("[Errno 5] Input/output error", "it cannot write or read its data"),
        ("std::bad_alloc", "it has no memory left"),
        ("memory limit exceeded[predict=5][limit=4]", "it has no memory left"),
        ("[Errno 24] Too many open files", "it may open no more files"),
        ("service not ready[querycoord=1]: Initializing", "it is not ready"),
    ],
)
def test_an_error_of_the_server_is_told_with_its_words(message: str, name: str) -> None:
    assert server_error(Raised("pymilvus.MilvusException", 1, message)) == f"{name}; it says: {message}"
    with pytest.raises(SickServerError, match="create_collection"):
        require_health(Raised("pymilvus.MilvusException", 1, message), CALL)


@pytest.mark.parametrize(
    "outcome",
    [
        Returned("No space left on device"),
        TimedOut(3.0),
        Raised("pymilvus.MilvusException", 100, "collection 'c5' does not exist"),
        Raised("pymilvus.MilvusException", 1, "Collection 'c5' already exists"),
        Raised("pymilvus.MilvusException", 5, "service internal error: limit must be positive"),
        Raised("grpc.RpcError", "UNIMPLEMENTED", "Method not implemented!"),
        Raised("pymilvus.ParamError", 1, "errno 281 is no field"),
    ],
)
def test_what_a_call_causes_is_no_error_of_the_server(outcome: Outcome) -> None:
    assert server_error(outcome) == ""
    require_health(outcome, CALL)


def test_what_a_server_says_is_cut_and_stands_in_one_line() -> None:
    told = server_error(Raised("OSError", None, "no space left on device\n" * 100))
    assert "\n" not in told
    assert len(told) < 400


def test_every_kind_has_a_reason() -> None:
    assert all(kind.name and kind.reason for kind in SERVER_ERRORS)
    assert len({kind.name for kind in SERVER_ERRORS}) == len(SERVER_ERRORS)


@pytest.mark.parametrize(
    ("message", "error"),
    [("No space left on device", SickServerError), ("nullable is not supported", SceneRefusedError)],
)
def test_a_scene_is_not_refused_by_a_server_without_room(message: str, error: type[Exception]) -> None:
    outcome = Raised("pymilvus.MilvusException", 1, message)
    reader = SimpleNamespace(start=lambda *_: None, finish=lambda _: SimpleNamespace(outcome=outcome))
    collections = Collections(cast("Any", (reader, reader)), lambda: "books", lambda: True)
    scene = cast("Scene", SimpleNamespace(setup=lambda: [CALL]))
    with pytest.raises(error):
        collections.shared(scene)
