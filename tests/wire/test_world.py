"""The default world: on it every method of the client runs to its end."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from pymilvus import MilvusClient

from conformance.clients import Caller, Factory, Server, ThreadWorker
from conformance.model import Returned
from conformance.strategies.calls import call_plan, methods
from pytest_milvus.mock_server import MockServer


def simplest(method):
    """Return the planned call with required arguments alone."""
    found = []

    @settings(
        max_examples=1,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(call_plan(MilvusClient, method)[1])
    def look(act):
        found.append(act)

    look()
    return found[0]


@pytest.fixture(scope="module")
def server():
    with MockServer(line=False) as server:
        yield server


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("method", methods(MilvusClient))
def test_every_method_returns(method, server):
    # At an address of its own, because pymilvus keeps schemas by address.
    place = Server("wire", server.renew(), "ann:secret", "", frozenset(), "library")
    caller = Caller(Factory("pymilvus:MilvusClient", MilvusClient), place, ThreadWorker("world"), deadline=30)
    outcome = caller.run(simplest(method)).outcome
    caller.close()
    assert isinstance(outcome, Returned), outcome
