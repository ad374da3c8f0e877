"""The server on the wire: every RPC is served, recorded, answered as scripted, and lost as networks lose it."""

import socket
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing

import grpc
import pytest
from pymilvus.grpc_gen import milvus_pb2_grpc

from pytest_milvus.errors import RemedyError
from pytest_milvus.mock_server import (
    Abort,
    Drop,
    Full,
    Late,
    MockServer,
    Refusal,
    Reply,
    Rule,
    Script,
    Unfinished,
    rpcs,
)
from pytest_milvus.mock_server.ports import Ports


@pytest.fixture(scope="module")
def shared() -> Iterator[MockServer]:
    with MockServer() as server:
        yield server


@pytest.fixture
def server(shared: MockServer) -> MockServer:
    shared.renew()
    return shared


@pytest.fixture
def channel(server: MockServer) -> Iterator[grpc.Channel]:
    # Quick to come back: by default gRPC waits a second before it connects again.
    backoff = [(f"grpc.{name}_reconnect_backoff_ms", 20) for name in ("initial", "min", "max")]
    with grpc.insecure_channel(server.uri.removeprefix("http://"), options=backoff) as channel:
        yield channel


def stub(channel: grpc.Channel) -> milvus_pb2_grpc.MilvusServiceStub:
    return milvus_pb2_grpc.MilvusServiceStub(channel)


def call(channel: grpc.Channel, rpc: str, **words: object):
    method, request = getattr(stub(channel), rpc), rpcs()[rpc].request()
    sent = iter([request, request]) if rpcs()[rpc].streams_in else request
    reply = method(sent, timeout=60, **words)
    return list(reply) if rpcs()[rpc].streams_out else [reply]


def code(channel: grpc.Channel, rpc: str = "HasCollection", **words: object) -> str:
    try:
        call(channel, rpc, **words)
    except grpc.RpcError as error:
        return str(error.code().name)
    return "OK"


def test_every_rpc_of_the_service_is_served(server, channel):
    offered = {name for name in vars(stub(channel)) if not name.startswith("_")}
    assert set(rpcs()) == offered
    for name, rpc in rpcs().items():
        replies = call(channel, name)
        assert len(replies) == (2 if rpc.streams_in else 1)
        assert all(isinstance(reply, rpc.response) for reply in replies)
        (request, *more) = server.sent(name)
        assert isinstance(request.message, rpc.request)
        assert len(more) == (1 if rpc.streams_in else 0)
        assert request.reply == (replies[0].SerializeToString(),)


def test_what_is_recorded(server, channel):
    request = rpcs()["Search"].request(collection_name="books")
    stub(channel).Search(request, timeout=7, metadata=[("dbname", "library"), ("a-bin", b"\xff")])
    stub(channel).Search(request)
    first, second = server.sent("Search")
    assert first.message == request
    assert ("dbname", "library") in first.metadata
    assert ("a-bin", "\xff") in first.metadata
    assert first.timeout == pytest.approx(7, abs=2)
    assert second.timeout is None
    assert (first.position, second.position) == (0, 1)
    assert server.requests == (first, second)


def test_a_new_address_has_a_new_past(server, channel):
    server.follow(Rule("HasCollection", Abort("INTERNAL")))
    assert code(channel) == "INTERNAL"
    before = server.uri
    assert server.renew() != before
    assert server.requests == ()
    with grpc.insecure_channel(server.uri.removeprefix("http://")) as fresh:
        assert code(fresh) == "OK"


@pytest.mark.parametrize("status", [item.name for item in grpc.StatusCode if item is not grpc.StatusCode.OK])
def test_every_grpc_status(server, channel, status):
    server.follow(Rule("HasCollection", Abort(status, "as scripted"), skip=1, times=1))
    assert [code(channel) for _ in range(3)] == ["OK", status, "OK"]


def test_a_refusal_is_the_worlds_answer_with_a_failing_status(server, channel):
    (plain,) = call(channel, "HasCollection")
    server.follow(Rule("HasCollection", Refusal(100, "not found", 4, retriable=True)))
    (refused,) = call(channel, "HasCollection")
    status = refused.status
    assert (status.code, status.reason, status.error_code, status.retriable) == (100, "not found", 4, True)
    refused.ClearField("status")
    plain.ClearField("status")
    assert refused == plain


def test_unfinished_work_is_that_of_the_request(server, channel):
    asked = rpcs()["DescribeIndex"].request(collection_name="books", index_name="vector")
    server.follow(Rule("DescribeIndex", Unfinished(), times=1))
    going_on, done = (stub(channel).DescribeIndex(asked, timeout=60).index_descriptions for _ in range(2))
    assert [(item.index_name, item.state) for item in going_on] == [("vector", 2)]
    assert [(item.index_name, item.state) for item in done] == [("vector", 3)]


def test_a_full_collection_has_so_many_rows(server, channel):
    asked = rpcs()["Query"].request(collection_name="books", output_fields=["*"])
    server.follow(Rule("Query", Full(300), times=1))
    full, plain = (stub(channel).Query(asked, timeout=60).fields_data for _ in range(2))
    keys, few = ({*columns[0].scalars.long_data.data} for columns in (full, plain))
    assert (len(keys), len(few)) == (300, 2)
    assert len({*full[1].scalars.string_data.data}) > len({*plain[1].scalars.string_data.data})


def test_a_stream_of_replies(server, channel):
    response = rpcs()["DumpMessages"].response
    replies = [response(status={"code": number}) for number in (1, 2, 3)]
    server.follow(Rule("DumpMessages", Reply.of(*replies)))
    assert call(channel, "DumpMessages") == replies
    server.follow(Rule("DumpMessages", Reply.of()))
    assert call(channel, "DumpMessages") == []


def test_many_late_answers_wait_side_by_side(server, channel):
    server.follow(Rule("HasCollection", Late(0.5)))
    request = rpcs()["HasCollection"].request()
    calls = [stub(channel).HasCollection.future(request, timeout=20) for _ in range(100)]
    assert server.wait_for(lambda: len(server.requests) == 100, 15)
    assert all(item.result().value for item in calls)
    assert server.cancelled == ()


@pytest.mark.parametrize("how", ["cancel", "deadline"])
def test_who_hangs_up_is_seen(server, channel, how):
    server.follow(Rule("Query", Late(30)))
    request = rpcs()["Query"].request()
    waiting: Future = stub(channel).Query.future(request, timeout=0.3 if how == "deadline" else None)
    assert server.wait_for(lambda: server.sent("Query"))
    assert server.cancelled == () or how == "deadline"
    if how == "cancel":
        waiting.cancel()
    assert server.wait_for(lambda: server.cancelled)
    assert server.cancelled == ("Query",)
    assert server.sent("Query")[0].cancelled


def test_what_does_not_come_true_is_told(server):
    assert not server.wait_for(lambda: server.requests, timeout=0.05)


def test_a_dropped_connection_takes_all_its_calls_with_it(server, channel):
    server.follow(Rule("Search", Late(30)), Rule("Query", Drop(), times=1))
    waiting = stub(channel).Search.future(rpcs()["Search"].request())
    assert server.wait_for(lambda: server.sent("Search"))
    assert code(channel, "Query") == "UNAVAILABLE"
    assert waiting.exception().code() is grpc.StatusCode.UNAVAILABLE
    assert server.wait_for(lambda: server.cancelled == ("Search",))
    assert code(channel, "Query", wait_for_ready=True) == "OK"


def test_only_the_connection_of_the_call_is_dropped(server, channel):
    server.follow(Rule("Search", Late(1)), Rule("Query", Drop()))
    # A local pool, or gRPC would let both channels share a connection.
    alone = [("grpc.use_local_subchannel_pool", 1)]
    with grpc.insecure_channel(server.uri.removeprefix("http://"), options=alone) as other:
        waiting = stub(other).Search.future(rpcs()["Search"].request(), timeout=10)
        assert server.wait_for(lambda: server.sent("Search"))
        assert code(channel, "Query") == "UNAVAILABLE"
        assert waiting.result().results.top_k == 2


def test_cut(server, channel):
    server.follow(Rule("Search", Late(30)))
    waiting = stub(channel).Search.future(rpcs()["Search"].request())
    assert server.wait_for(lambda: server.sent("Search"))
    server.cut()
    assert waiting.exception().code() is grpc.StatusCode.UNAVAILABLE
    # A channel may send one more call on the connection that broke: waiting for it to be ready is no protection.
    assert "OK" in [code(channel, wait_for_ready=True) for _ in range(3)]


def test_down_and_up_again_at_the_same_address(server, channel):
    assert code(channel) == "OK"
    server.refuse()
    port = int(server.uri.rpartition(":")[2])
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    assert code(channel) == "UNAVAILABLE"
    server.resume()
    assert code(channel, wait_for_ready=True) == "OK"
    assert int(server.uri.rpartition(":")[2]) == port
    assert len(server.sent("HasCollection")) == 2


def test_silence(server, channel):
    assert code(channel) == "OK"
    server.silence()
    with closing(socket.create_connection(("127.0.0.1", int(server.uri.rpartition(":")[2])))) as caller:
        caller.settimeout(0.3)
        with pytest.raises(TimeoutError):
            caller.recv(1)
    waiting = stub(channel).HasCollection.future(rpcs()["HasCollection"].request(), timeout=10)
    assert not server.wait_for(lambda: len(server.requests) > 1, timeout=0.3)
    server.resume()
    assert waiting.result().value


def test_silence_before_the_first_connection(server):
    server.silence()
    with grpc.insecure_channel(server.uri.removeprefix("http://")) as channel:
        waiting = stub(channel).HasCollection.future(rpcs()["HasCollection"].request(), timeout=0.5)
        assert waiting.exception().code() is grpc.StatusCode.DEADLINE_EXCEEDED
    assert server.requests == ()


def test_without_a_line_nothing_can_be_broken():
    with MockServer(line=False) as direct:
        for act in (direct.cut, direct.refuse, direct.silence, direct.resume):
            with pytest.raises(RemedyError, match="line=True"):
                act()
        with pytest.raises(RemedyError, match="line=True"):
            direct.follow(Rule("Query", Drop()))
        direct.renew(Script((Rule("Query", Drop(), times=1),)))
        with grpc.insecure_channel(direct.uri.removeprefix("http://")) as channel:
            assert code(channel, "Query") == "UNAVAILABLE"


def test_a_stopped_server_starts_at_a_new_address():
    server = MockServer(Script((Rule("HasCollection", Abort("INTERNAL")),)))
    addresses = set()
    for _ in range(2):
        addresses.add(server.start())
        with grpc.insecure_channel(server.uri.removeprefix("http://")) as channel:
            assert code(channel) == "INTERNAL"
        server.stop()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", int(server.uri.rpartition(":")[2])))
    assert len(addresses) == 2


def test_a_server_goes_on_when_every_address_was_used(server: MockServer, monkeypatch):
    full = Ports(1 << 16)
    for port in range(1 << 16):
        full.give(port)
    for module in ("server", "fault_proxy"):
        monkeypatch.setattr(f"pytest_milvus.mock_server.{module}.GIVEN", full)
    server._ports = []
    server.renew()
    with grpc.insecure_channel(server.uri.removeprefix("http://")) as channel:
        assert code(channel) == "OK"


def test_no_address_is_given_by_two_servers():
    with MockServer(line=False) as one, MockServer(line=False) as other:
        addresses = {server.renew() for _ in range(50) for server in (one, other)}
        assert not set(one._ports) & set(other._ports)
    assert len(addresses) == 100


@pytest.mark.parametrize("line", [False, True])
def test_a_request_that_comes_late_to_an_earlier_address_is_not_counted_at_the_present_one(line: bool):
    with MockServer(line=line) as server, grpc.insecure_channel(server.uri.removeprefix("http://")) as old:
        assert code(old) == "OK"
        if line:
            server.renew(Script((Rule("HasCollection", Abort("INTERNAL")),)))
            assert code(old) == "UNAVAILABLE"  # nobody is there any more
        else:
            server.renew(Script((Rule("HasCollection", Abort("INTERNAL"), times=1),)))
            assert code(old) == "OK"
        assert not server.requests
        with grpc.insecure_channel(server.uri.removeprefix("http://")) as new:
            assert code(new) == "INTERNAL"
        assert len(server.requests) == 1
