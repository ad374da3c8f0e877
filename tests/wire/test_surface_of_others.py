"""Pairs of clients in the styles of other databases: what introspection cannot tell is no difference."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from functools import cached_property, wraps
from typing import Annotated, Any, TypeVar, Union

import pytest

from conformance.clients import Factory
from conformance.clients.awaiting import is_plain
from conformance.compare import Difference
from conformance.exploration.profile import profile
from conformance.repro.signature import surface
from conformance.tiers.check import RunConfiguration
from conformance.tiers.surface.check import SIGNATURE
from conformance.tiers.surface.driver import SurfaceDriver
from conformance.tiers.surface.inventory import differences, members

T = TypeVar("T")
Answer = Union[T, Awaitable[T]]  # noqa: UP007 as old clients spell it


class Retry:
    """A default without words of its own."""


class AsyncRetry:
    """Its counterpart."""


class Transport:
    """A default that is a class."""


class AsyncTransport:
    """Its counterpart."""


class Settings:
    """What a client holds."""


def tokenised(text: str) -> list[str]:
    return text.split()


async def async_tokenised(text: str) -> list[str]:
    return text.split()


class Commands:
    """What both clients of a pair inherit: plain functions that hand on what the client's own one gives."""

    def search(self, name: str) -> Answer[int]: ...

    def count(self) -> int | Awaitable[int]: ...

    def digest(self, text: str) -> int:
        return len(text)


class Client(Commands):
    def __init__(self, uri: str, retry: object = Retry(), transport: type = Transport) -> None: ...

    def options(self, **words: Any) -> Client: ...

    def get_settings(self) -> Settings: ...

    def get_size(self, name: str) -> int: ...

    def insert(self, rows: list[int], embed: object = Retry(), split: object = tokenised) -> int: ...

    def delete(self, key: int) -> int: ...

    def query(self, filter: str) -> list[int]: ...

    def list_users(self) -> list[str]: ...

    @property
    def version(self) -> str: ...

    @property
    def server(self) -> str: ...

    @property
    def name(self) -> str: ...

    def __enter__(self) -> Client: ...


def handed_on(method: Callable[..., T]) -> Callable[..., T]:
    @wraps(method)
    def call(*args: Any, **words: Any) -> Any:
        return asyncio.to_thread(method, *args, **words)

    return call


class AsyncClient(Commands):
    name = "it"
    server: str

    def __init__(
        self,
        uri: str,
        retry: object = AsyncRetry(),
        transport: type = AsyncTransport,
    ) -> None:
        self.server = uri

    def options(self, **words: Any) -> AsyncClient: ...

    def get_settings(self) -> Settings: ...

    def get_size(self, name: str) -> int: ...

    async def insert(
        self,
        rows: list[int],
        embed: object = AsyncRetry(),
        split: object = async_tokenised,
    ) -> int: ...

    def delete(self, key: int) -> Annotated[Awaitable[int] | None, "a task"]: ...

    def __getattr__(self, name: str) -> Any:
        if name != "query":
            raise AttributeError(name)

        async def query(filter: str) -> list[int]: ...

        return query

    list_users = handed_on(Client.list_users)

    @cached_property
    def version(self) -> str: ...

    async def __aenter__(self) -> AsyncClient: ...


def told(reference: type, candidate: type) -> dict[str, list[Difference]]:
    driver = SurfaceDriver(Factory("tests:one", reference), Factory("tests:other", candidate))
    found = {
        name: [item.difference for item in SIGNATURE.explore(name, driver, CONFIGURATION).findings.values()]
        for name in members(reference)
    }
    assert all(map(driver.candidate_offers, found)) or any(found.values())
    return {name: items for name, items in found.items() if items}


CONFIGURATION = RunConfiguration(profile("quick"), 0)


def test_what_cannot_be_told_is_no_difference() -> None:
    assert told(Client, AsyncClient) == {}
    assert told(Client, Client).keys() == {"context-manager"} | {"delete", "insert", "query", "list_users"}


class Rich(AsyncClient):
    """Differs in what can be told."""

    async def insert(self, rows: list[int], embed: object = AsyncTransport(), split: object = 1) -> int: ...

    def delete(self, key: int) -> int: ...

    async def digest(self, text: bytes, more: int) -> int: ...


def test_what_can_be_told_is() -> None:
    found = told(Client, Rich)

    assert {name: [f"{item.kind} {item.path}" for item in items] for name, items in found.items()} == {
        "delete": ["awaitable result"],
        "digest": ["parameter-extra parameters.more"],
        "insert": ["parameter-default parameters.embed", "parameter-default parameters.split"],
    }
    assert not re.search("0x[0-9a-f]{6}", str(found))


def test_a_client_that_cannot_be_made_leaves_open_what_only_a_client_could_tell() -> None:
    class Unmade(AsyncClient):
        def __init__(self, host: str) -> None: ...

    driver = SurfaceDriver(Factory("tests:one", Client), Factory("tests:other", Unmade))

    assert driver.candidate_offers("query")
    assert SIGNATURE.explore("query", driver, CONFIGURATION).coverage == {
        "left out": {"signature: only a client could tell, and none can be made": 1}
    }


def test_no_address_stands_in_a_script_and_counterparts_agree() -> None:
    assert surface(Client, "insert") == surface(AsyncClient, "insert")
    assert surface(Client, "__init__")[2:] == ["retry=<Retry object>", "transport=Transport"]


def test_a_default_may_be_any_object() -> None:
    class Broken:
        def __repr__(self) -> str:
            raise RuntimeError

    class One:
        def get(self, value: object = Broken(), names: object = frozenset("ab")) -> None: ...

    class Other:
        async def get(self, value: object = None, names: object = frozenset("cb")) -> None: ...

    assert [item.reference for item in differences("get", One, Other)] == [
        f"<{Broken.__qualname__} object>",
        "frozenset('a', 'b')",
    ]


def test_code_tells_what_no_annotation_does() -> None:
    class Some:
        def nothing(self): ...

        def handed(self):
            return self.nothing()

        def refused(self):
            raise NotImplementedError

    assert [is_plain(Some, name) for name in ("nothing", "handed", "refused")] == [True, False, False]


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        (int, True),
        (None, True),
        (list[int] | None, True),
        (Settings, True),
        (Any, False),
        (object, False),
        (T, False),
        (Answer[int], False),
        (AsyncClient, False),
        ("Unknown", False),
    ],
    ids=str,
)
def test_an_annotation_tells_a_plain_value_where_no_awaitable_is_in_it(given: object, plain: bool) -> None:
    def get() -> None: ...

    get.__annotations__["return"] = given

    assert is_plain(type("Some", (), {"get": get}), "get") is plain
