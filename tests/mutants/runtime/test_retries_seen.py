"""That a client tries again can be seen at all, and where neither does the check says so."""

from __future__ import annotations

from typing import Any

import pytest
from pymilvus import AsyncMilvusClient
from pymilvus.exceptions import SchemaMismatchRetryableException

from tests.mutants.runtime.harness import explore

pytestmark = pytest.mark.filterwarnings("ignore")

NAME = "runtime.retry/insert attempts schema mismatch [Insert schema mismatch]"


class GivesUpOnASchemaMismatch(AsyncMilvusClient):
    """Does not try an insert again that met another schema."""

    async def insert(self, *args: Any, **words: Any) -> Any:
        def refuse(*_: Any, **__: Any) -> None:
            raise SchemaMismatchRetryableException("schema mismatch")

        (await self._get_connection())._invalidate_schema = refuse
        return await super().insert(*args, **words)


class InsistsOnASchemaMismatch(AsyncMilvusClient):
    """Tries an insert three times as often that met another schema."""

    async def insert(self, *args: Any, **words: Any) -> Any:
        for _ in range(2):
            try:
                return await super().insert(*args, **words)
            except SchemaMismatchRetryableException:  # noqa: PERF203
                pass
        return await super().insert(*args, **words)


@pytest.mark.parametrize(
    ("client", "told"),
    [
        (AsyncMilvusClient, []),
        (GivesUpOnASchemaMismatch, [NAME]),
        (InsistsOnASchemaMismatch, [NAME.replace("attempts", "ending")]),
    ],
)
@pytest.mark.usefixtures("silent_pymilvus")
def test_a_retry_after_a_schema_mismatch_is_seen(client: type, told: list[str]) -> None:
    assert [*explore(client, "runtime.retry/insert", "standard").findings] == told


@pytest.mark.usefixtures("silent_pymilvus")
def test_where_neither_client_tries_again_nothing_was_to_be_seen() -> None:
    facts = explore(AsyncMilvusClient, "runtime.retry/list_users", "standard").facts

    assert facts["nothing to observe: neither client tried again"] == 1
