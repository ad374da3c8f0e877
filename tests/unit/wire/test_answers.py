"""Generated answers are valid: a client decodes them, and everything that can be in one is in some."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pymilvus.grpc_gen import schema_pb2

from pytest_milvus.mock_server import Abort, Drop, Late, Refusal, Rule, rpcs
from pytest_milvus.mock_server.answers import answers
from pytest_milvus.mock_server.faults import CODES, FINAL, PASSING, fault_scripts
from pytest_milvus.mock_server.tables import EXTRAS

MANY = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@settings(MANY, max_examples=400)
@given(st.data())
def test_every_answer_fits_its_rpc_and_is_a_success(data):
    name = data.draw(st.sampled_from(list(rpcs())))
    reply = data.draw(answers(name))
    Rule(name, reply)  # raises where the message does not fit
    for item in reply.data:
        message = rpcs()[name].response.FromString(item)
        status = message if reply.type.endswith(".Status") else getattr(message, "status", None)
        assert status is None or (status.code, status.error_code) == (0, 0)


@pytest.mark.parametrize("name", ["Search", "HybridSearch", "Query"])
def test_columns_are_as_long_as_the_table(name):
    @settings(MANY, max_examples=50)
    @given(answers(name))
    def check(reply):
        message = rpcs()[name].response.FromString(reply.data[0])
        results = getattr(message, "results", message)
        if name == "Query":
            count = len(message.fields_data[0].scalars.long_data.data)
        else:
            count = sum(results.topks)
            assert len(results.scores) == count
        for column in results.fields_data:
            assert len(column.valid_data) in (0, count)
            if column.type == schema_pb2.ArrayOfStruct:
                for field in column.struct_arrays.fields:
                    held = (
                        field.scalars.array_data if field.HasField("scalars") else field.vectors.vector_array
                    )
                    assert len(held.data) == count
            elif column.HasField("scalars"):
                assert (
                    len(getattr(column.scalars, column.scalars.WhichOneof("data")).data) == count or not count
                )

    check()


def test_what_there_is_occurs():
    seen = Counter()

    @settings(MANY, max_examples=400)
    @given(answers("Search"))
    def look(reply):
        results = rpcs()["Search"].response.FromString(reply.data[0]).results
        seen.update(schema_pb2.DataType.Name(column.type) for column in results.fields_data)
        seen.update(name for name in EXTRAS if name in {field.name for field, _ in results.ListFields()})
        seen["large"] += any(size > 3 for size in results.topks)
        seen["empty"] += not any(results.topks)
        seen["null"] += any(not all(column.valid_data) for column in results.fields_data)
        seen["dynamic"] += any(column.is_dynamic for column in results.fields_data)
        seen["beyond a double"] += any(abs(value) > 2**53 for value in results.ids.int_id.data)

    look()
    kinds = set(schema_pb2.DataType.keys()) - {
        *("None", "String", "Struct", "ArrayOfVector"),  # never the type of a column in an answer
        *("Text", "Mol", "Date", "Time", "Decimal"),  # pymilvus 3.0.2 has the names, but nothing decodes them
    }
    wanted = {*kinds, *EXTRAS, "large", "empty", "null", "dynamic", "beyond a double"}
    assert {name for name in wanted if not seen[name]} == set()


def test_faults_are_all_there():
    answered = [script.rules[0].answer for script in fault_scripts("Query")]
    assert {item.code for item in answered if isinstance(item, Abort)} == {*FINAL, *PASSING}
    assert {item.reason for item in answered if isinstance(item, Refusal)} == set(CODES)
    assert any(isinstance(item, Drop) for item in answered)
    assert any(isinstance(item, Late) for item in answered)
    assert all(script.rules[0].rpc == "Query" for script in fault_scripts("Query"))
    assert not any(isinstance(s.rules[0].answer, Refusal) for s in fault_scripts("GetReplicateInfo"))
