"""Generated answers are decoded by the installed client."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from pymilvus import MilvusClient

from pytest_milvus.mock_server import MockServer, Rule
from pytest_milvus.mock_server.answers import answers

MANY = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("name", ["Search", "Query"])
def test_pymilvus_decodes_every_answer(name):
    with MockServer() as server:
        client = MilvusClient(server.uri)

        @MANY
        @given(answers(name))
        def check(reply):
            server.follow(Rule(name, reply))
            if name == "Query":
                for row in client.query("books", filter="year > 1"):
                    assert "id" in row
            else:
                for hits in client.search("books", data=[[0.5] * 4], anns_field="vector"):
                    for hit in hits:
                        assert "distance" in hit
                        dict(hit)
                        str(hit)

        check()
        client.close()
