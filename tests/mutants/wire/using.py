"""Planted bugs in what calls give: sessions, tasks, iterators, schemas and index parameters."""

from __future__ import annotations

import asyncio
from typing import Any

from pymilvus.client.iterator import QueryIterator
from pymilvus.milvus_client.index import IndexParams
from pymilvus.milvus_client.milvus_client import MilvusClientSession
from pymilvus.milvus_client.optimize_task import OptimizeTask
from pymilvus.orm.schema import CollectionSchema, FieldSchema

from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import plant

SESSION = "wire.object/session"
TASK = "wire.object/optimize"
SCHEMA = "wire.object/create_schema"


def _giving(method: str, kind: type) -> type:
    """Return a faithful client, of whose method the result is of another class, which passes for its own."""

    async def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        given = await getattr(FaithfulClient, method)(self, *args, **kwargs)
        if isinstance(given, kind.__mro__[1]):
            given.__class__ = kind
        return given

    kind.__module__, kind.__qualname__ = kind.__mro__[1].__module__, kind.__mro__[1].__qualname__
    return type("Giving", (FaithfulClient,), {method: call})


class _Open(MilvusClientSession):
    def close(self) -> None:
        pass


@plant(SESSION, "outcome", "result (raised, returned) [search after close]")
class SessionStaysOpen(_giving("session", _Open)):  # type: ignore[misc]
    """Closes no session."""


class _Final(MilvusClientSession):
    def close(self) -> None:
        super().close()
        self._parent.close()


@plant(SESSION, "outcome", "result (returned, raised) [client.")
class SessionClosesClient(_giving("session", _Final)):  # type: ignore[misc]
    """Closes the client with its session."""


class _Unfiltered(MilvusClientSession):
    def query(self, *args: Any, **kwargs: Any) -> Any:
        kwargs.pop("output_fields", None)
        return super().query(*args, **kwargs)


@plant(SESSION, "field", "Query.output_fields")
class SessionDropsFields(_giving("session", _Unfiltered)):  # type: ignore[misc]
    """Loses what a session's query is to return."""


class _Anonymous(MilvusClientSession):
    def get(self, *args: Any, **kwargs: Any) -> Any:
        self._ensure_open()
        return self._parent.get(*args, **kwargs)


@plant(SESSION, "field", "Query.query_params[cluster_id] [get")
class SessionForgetsCluster(_giving("session", _Anonymous)):  # type: ignore[misc]
    """Does not say of which cluster a session's get is."""


class _Eager(OptimizeTask):
    def done(self) -> bool:
        return True


@plant(TASK, "value", "result [done, DescribeCollection late]")
class TaskIsDoneAtOnce(_giving("optimize", _Eager)):  # type: ignore[misc]
    """Says of a task that it is done while it works."""


class _Silent(OptimizeTask):
    def cancelled(self) -> bool:
        return False


@plant(TASK, "value", "result [cancelled after cancel, DescribeCollection late]")
class TaskIsNeverCancelled(_giving("optimize", _Silent)):  # type: ignore[misc]
    """Says of no task that it was cancelled."""


class _Impatient(OptimizeTask):
    def result(self, timeout: float | None = None) -> Any:
        found = super().result(timeout)
        self.cancel()
        return found


@plant(TASK, "value", "result [done after result, DescribeCollection late]")
class TaskEndsWithTimeout(_giving("optimize", _Impatient)):  # type: ignore[misc]
    """Ends the work when the time to wait for it has passed."""


class _Forgetful(OptimizeTask):
    def result(self, timeout: float | None = None) -> Any:
        try:
            return super().result(timeout)
        finally:
            self._exception = None


@plant(TASK, "outcome", "result (raised, returned) [result after result, ")
class TaskForgetsError(_giving("optimize", _Forgetful)):  # type: ignore[misc]
    """Raises the error of a task once only."""


class _Deaf(OptimizeTask):
    def cancel(self) -> bool:
        return not self.done()


@plant(TASK, "value", "result [done after cancel, DescribeCollection late]")
class TaskIgnoresCancel(_giving("optimize", _Deaf)):  # type: ignore[misc]
    """Says that it cancels a task, and goes on."""


class _Unnamed(IndexParams):
    def add_index(self, field_name: str, index_type: str = "", index_name: str = "", **kwargs: Any) -> None:
        super().add_index(field_name, index_type, "", **kwargs)


@plant("wire.object/prepare_index_params", "value", "result.itself[]")
class IndexLosesName(_giving("prepare_index_params", _Unnamed)):  # type: ignore[misc]
    """Loses the name of an index that is added to index parameters."""


class _Required(CollectionSchema):
    def add_field(self, field_name: str, datatype: Any, **kwargs: Any) -> Any:
        kwargs.pop("nullable", None)
        return super().add_field(field_name, datatype, **kwargs)


@plant(SCHEMA, "missing", "result.fields[].nullable")
class FieldIsNeverNullable(_giving("create_schema", _Required)):  # type: ignore[misc]
    """Loses that a field which is added to a schema may be null."""


class _Unverified(CollectionSchema):
    def verify(self) -> None:
        pass


@plant(SCHEMA, "outcome", "result (raised, returned) [verify")
class SchemaIsNeverVerified(_giving("create_schema", _Unverified)):  # type: ignore[misc]
    """Finds nothing wrong in a schema without a primary key."""


class _Mute(FieldSchema):
    to_dict: Any = None


@plant("wire.object/create_field_schema", "outcome", "result (returned, raised) [to_dict")
class FieldCannotBeTold(_giving("create_field_schema", _Mute)):  # type: ignore[misc]
    """Gives field schemas that cannot be told as a dictionary."""


class _Stale(QueryIterator):
    def close(self) -> None:
        raise RuntimeError


@plant("wire.object/query_iterator", "outcome", "result (returned, raised) [close")
class IteratorCannotBeClosed(_giving("query_iterator", _Stale)):  # type: ignore[misc]
    """Raises where an iterator is closed."""


class _Restless(QueryIterator):
    def get_cursor(self) -> Any:
        self.next()
        return super().get_cursor()


@plant("wire.object/query_iterator", "rpc-extra", "Query [get_cursor")
class CursorMovesOn(_giving("query_iterator", _Restless)):  # type: ignore[misc]
    """Fetches the next batch where only the place is asked for."""


@plant("wire.object/search_iterator", "extra", "result.reset")
class IteratorHasMore(FaithfulClient):
    """Gives an iterator a method that no other has."""

    async def search_iterator(self, *args: Any, **kwargs: Any) -> Any:
        iterator = await super().search_iterator(*args, **kwargs)
        iterator.reset = lambda: asyncio.sleep(0)
        return iterator
