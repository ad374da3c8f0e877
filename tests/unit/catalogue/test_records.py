"""The records: one for each public method, and each of them makes sense."""

from __future__ import annotations

import pytest
from pymilvus import MilvusClient

from conformance.catalogue import Method, is_catalogued, method_of, methods, sleep
from conformance.strategies.calls import methods as offered
from conformance.strategies.calls import parameters
from pytest_milvus.engines.capabilities import catalogue as capabilities

record = pytest.mark.parametrize("record", methods(), ids=lambda item: item.name)


def test_every_public_method_has_one_record() -> None:
    names = [record.name for record in methods()]
    assert len(names) == len(set(names))
    assert [name for name in offered(MilvusClient) if not is_catalogued(name)] == []


@record
def test_what_is_said_of_parameters_is_said_of_parameters_that_the_method_has(record: Method) -> None:
    if not {record.name for record in methods()}.issubset(offered(MilvusClient)):
        pytest.skip("an older release has fewer methods and parameters")
    has = {item.name for item in parameters(MilvusClient, record.name)}
    said = record.arguments
    named = {*said.values, *said.needs, *said.beside, *said.refused, *said.always}
    named |= {name for group in said.alternatives for name in group}
    assert named <= has


@record
def test_a_record_names_capabilities_that_there_are(record: Method) -> None:
    assert {record.requires, record.late_without} - {""} <= set(capabilities())


@record
def test_what_is_left_out_of_a_comparison_has_a_reason(record: Method) -> None:
    answer = record.answer
    reasons = [answer.unordered, answer.server_wide, answer.numbered, answer.busy, *answer.volatile.values()]
    reasons += [record.plain, record.namespace.access, *record.arguments.refused.values()]
    assert all(len(reason) > 10 for reason in reasons if reason)


@record
def test_a_definition_on_scenes_says_from_which_states(record: Method) -> None:
    if record.scene is not None:
        assert bool(record.scene.states) is (record.effect == "definition")


def test_each_step_of_a_sequence_has_one_place() -> None:
    places = sorted(place for record in methods() if record.rule for place in record.rule.steps)
    assert places == list(range(len(places)))


def test_a_method_without_a_record_is_what_its_name_says() -> None:
    assert method_of("list_brand_new_things") == Method("list_brand_new_things", "read")
    assert method_of("brand_new_thing") == Method("brand_new_thing", "admin")
    assert not is_catalogued("brand_new_thing")
    assert sleep("brand_new_thing") == 0


def test_what_a_record_does_not_say_is_named() -> None:
    with pytest.raises(LookupError, match="the record of drop_role does not say how it is called"):
        _ = method_of("drop_role").on_scene
