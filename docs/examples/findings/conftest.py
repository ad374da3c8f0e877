"""Both clients, each on a scripted server of its own: what a reproduction looks at."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from pymilvus import AsyncMilvusClient, MilvusClient

from pytest_milvus.mock_server import MockServer, Request, Rule


@dataclass(frozen=True)
class Seen:
    """What came of a call: what it returned or raised, and what it sent."""

    result: Any
    error: BaseException | None
    requests: Sequence[Request]

    @property
    def ended(self) -> str:
        """``returned``, or the class of what was raised."""
        return type(self.error).__name__ if self.error else "returned"

    @property
    def code(self) -> int:
        """The code of what was raised."""
        return int(getattr(self.error, "code", 0))

    @property
    def sent(self) -> list[str]:
        """The RPCs, without the one that connects."""
        return [item.rpc for item in self.requests if item.rpc != "Connect"]

    def told(self, rpc: str, name: str) -> Any:
        """A field of the last request of an RPC."""
        return [getattr(item.message, name) for item in self.requests if item.rpc == rpc][-1]

    def waits(self, rpc: str) -> list[bool]:
        """Whether each request of an RPC has a deadline within the minute."""
        return [(item.timeout or 3600) < 60 for item in self.requests if item.rpc == rpc]

    def metadata(self, rpc: str, *keys: str) -> list[Any]:
        """Metadata of the last request of an RPC."""
        given = [dict(item.metadata) for item in self.requests if item.rpc == rpc][-1]
        return [given.get(key) for key in keys]


@dataclass
class Client:
    """A client of either kind; calling it calls a method.

    Attributes:
        kind: Its class.
        server: Its server.
    """

    kind: type
    server: MockServer
    loop: asyncio.AbstractEventLoop
    seen: dict[str, Seen] = field(default_factory=dict)

    def parameters(self, method: str) -> dict[str, Any]:
        """The parameters of a method, each with its default."""
        signature = inspect.signature(getattr(self.kind, method))
        return {name: item.default for name, item in signature.parameters.items()}

    def __call__(
        self, method: str, *args: Any, before: str = "", rules: tuple[Rule, ...] = (), **words: Any
    ) -> Seen:
        """Call a method of a new client; ``before`` names a method that is called first with the same arguments."""
        key = repr((method, args, before, rules, words))
        if key not in self.seen:  # a call that waits is made once, however many findings it shows
            self.server.renew()
            self.server.follow(*rules)
            self.seen[key] = self.loop.run_until_complete(
                self._call([before] * bool(before), method, args, words)
            )
        return self.seen[key]

    async def _call(self, before: list[str], method: str, args: Any, words: Any) -> Seen:
        client, result, error, start = None, None, None, 0
        try:
            client = self.kind(self.server.uri, token="ann:secret", db_name="library")
            for name in (*before, method):
                start = len(self.server.requests)
                result = getattr(client, name)(*args, **words)
                if inspect.isasyncgen(result):
                    result = [item async for item in result]
                elif inspect.isawaitable(result):
                    result = await result
                elif inspect.isgenerator(result):
                    result = list(result)
        except Exception as raised:
            error = raised
        closed = client and client.close()
        if inspect.isawaitable(closed):
            await closed
        return Seen(result, error, self.server.requests[start:])


Look = Callable[[Client], object]


@pytest.fixture(scope="session")
def both() -> Iterator[Callable[[Look], tuple[object, object]]]:
    """Shows the same to both clients and returns what is seen, of the sync client first."""
    loop = asyncio.new_event_loop()
    with MockServer() as one, MockServer() as other:
        clients = Client(MilvusClient, one, loop), Client(AsyncMilvusClient, other, loop)
        yield lambda look: (look(clients[0]), look(clients[1]))
    loop.close()
