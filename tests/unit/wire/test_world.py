"""The world on releases that lack something: an RPC, or fields of answers."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from google.protobuf.descriptor import FileDescriptor
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass
from pymilvus.grpc_gen import milvus_pb2

from conformance.wire import service, world

LACKING = "ListSnapshots"
KEPT = {"status", "fields_data", "results", "topks", "ids", "scores", "num_queries", "top_k", "output_fields"}
"""Fields without which there is no answer at all."""


def files(file: FileDescriptor) -> Iterator[FileDescriptor]:
    for needed in file.dependencies:
        yield from files(needed)
    yield file


@pytest.fixture
def old_release(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A service without one RPC, whose responses have lost every field that can be spared."""
    responses = {rpc.response.DESCRIPTOR.name for rpc in service.rpcs().values()}
    pool = DescriptorPool()
    for file in dict.fromkeys(files(milvus_pb2.DESCRIPTOR)):
        proto = FileDescriptorProto()
        file.CopyToProto(proto)
        for message in proto.message_type:
            if message.name in responses | {"SearchResultData"}:
                kept = [f for f in message.field if f.name in KEPT or f.HasField("oneof_index")]
                del message.field[:]
                message.field.extend(kept)
        for offered in proto.service:
            left = [method for method in offered.method if method.name != LACKING]
            del offered.method[:]
            offered.method.extend(left)
        pool.Add(proto)
    column = GetMessageClass(pool.FindMessageTypeByName("milvus.proto.schema.FieldData"))
    monkeypatch.setattr("conformance.wire.columns.schema_pb2", SimpleNamespace(FieldData=column))
    descriptor = pool.FindFileByName(milvus_pb2.DESCRIPTOR.name)
    monkeypatch.setattr(service, "milvus_pb2", SimpleNamespace(DESCRIPTOR=descriptor))
    service.rpcs.cache_clear()
    world._fixed.cache_clear()
    yield service.rpcs()
    service.rpcs.cache_clear()
    world._fixed.cache_clear()


def test_every_rpc_of_an_old_release_is_answered(old_release: Any) -> None:
    assert LACKING not in old_release
    for name, rpc in old_release.items():
        answer = world.default_answer(name, rpc.request())
        assert type(answer) is rpc.response
        assert getattr(answer, "status", None) in (None, type(getattr(answer, "status", None))())


def test_what_an_old_release_has_is_still_told(old_release: Any) -> None:
    request = old_release["Query"].request(collection_name="books", output_fields=["id", "title"])
    answer = world.default_answer("Query", request)
    assert "collection_name" not in answer.DESCRIPTOR.fields_by_name
    assert [column.field_name for column in answer.fields_data] == ["id", "title"]
    hits = world.default_answer("Search", old_release["Search"].request(nq=2)).results
    assert list(hits.topks) == [2, 2]
