"""A server that refuses the token that it is given, or asks for one, is a clear error with a remedy."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest

from pytest_milvus.engines.external import ExternalEngine
from pytest_milvus.errors import RemedyError


@pytest.fixture
def locked_uri() -> Iterator[str]:
    """A server that refuses every token."""

    class Refusal(grpc.ServerInterceptor):
        def intercept_service(self, continuation, details):
            def refuse(request, context):
                context.abort(grpc.StatusCode.UNAUTHENTICATED, "auth check failure")

            return grpc.unary_unary_rpc_method_handler(refuse)

    server = grpc.server(ThreadPoolExecutor(1), interceptors=[Refusal()])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"http://127.0.0.1:{port}"
    server.stop(grace=None).wait()


def failure(engine: ExternalEngine) -> str:
    with pytest.raises(RemedyError) as caught:
        engine.start()
    engine.stop()
    assert caught.value.remedies
    assert not engine.is_alive()
    return str(caught.value)


def test_external_wrong_token(locked_uri: str) -> None:
    said = failure(ExternalEngine(locked_uri, "root:hunter2"))
    assert "refused the token" in said
    assert "--milvus-token" in said
    assert "hunter2" not in said


def test_external_no_token(locked_uri: str) -> None:
    assert "asks for a token, and none was given" in failure(ExternalEngine(locked_uri))
