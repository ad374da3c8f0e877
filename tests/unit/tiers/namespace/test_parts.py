"""What a namespace is made of follows from what an engine offers."""

from __future__ import annotations

import pytest

from conformance.model.namespace import spoken
from conformance.twins.namespaces.parts import parts
from pytest_milvus.mock_server import world

OFFERS = {
    "aliases": "alias",
    "databases": "database",
    "users": "user",
    "roles": "role",
    "privilege_groups": "privilege group",
    "resource_groups": "resource group",
}


def test_collections_are_always_there() -> None:
    assert [part.name for part in parts(frozenset({"dense"}))] == ["collection books", "collection papers"]


@pytest.mark.parametrize("capability", OFFERS)
def test_a_part_is_made_where_it_is_offered(capability: str) -> None:
    names = [part.name for part in parts(frozenset({"dense", capability}))]

    assert names[2:] == [OFFERS[capability]]


def test_what_is_made_is_removed() -> None:
    for part in parts(frozenset({"dense", *OFFERS})):
        assert spoken(part.make) - {"novels", *world.COLLECTIONS} <= spoken(part.remove), part.name
