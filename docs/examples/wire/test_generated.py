"""A property that must hold whatever a server answers."""

from hypothesis import HealthCheck, given, settings
from pymilvus import MilvusClient

from pytest_milvus.mock_server import MockServer, Reply, Rule
from pytest_milvus.mock_server.answers import answers


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answer=answers("Query"))
def test_every_row_has_its_key(milvus_wire_server: MockServer, answer: Reply) -> None:
    milvus_wire_server.follow(Rule("Query", answer))
    client = MilvusClient(milvus_wire_server.uri)
    assert all("id" in row for row in client.query("books", filter="year > 1990"))
    client.close()
