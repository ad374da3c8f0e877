"""Parts: what a namespace is made of, how each part is made, looked at, and removed.

The one rule: a part is whole or it is made anew; nothing is mended in place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from conformance.catalogue import methods
from conformance.model import Operation, Scene
from conformance.model.namespace import ODD, OTHER_DATABASE, PASSWORD, named
from conformance.twins.namespaces.snapshot import Collections, Each, Look, Members
from pytest_milvus.mock_server import world
from pytest_milvus.values.schema import Field, Indexes, Schema

__all__ = ["Part", "parts"]

_FIELDS = {"SPARSE_FLOAT_VECTOR": "sparse", "JSON": "json", "ARRAY": "arrays"}
"""Capability that a field's type needs."""

ROWS = (
    {"id": 1, "title": "Vektor", "year": 2001, "price": 1.5, "tags": ["a"], "extra": {"k": 2**53 + 1}},
    {"id": 7, "title": "Straße", "year": 1990, "price": 9.5, "tags": [], "extra": {}},
    {"id": 2**53 + 1, "title": "", "year": 1980, "price": -0.5, "tags": ["b", "c"], "extra": {"k": None}},
)
VECTORS = ([0.5, 1.0, -2.0, 0.25], [0.0, 0.0, 1.0, 0.0], [4.0, 3.0, 2.0, 1.0])


@dataclass(frozen=True, slots=True)
class Part:
    """Something that a server keeps.

    Attributes:
        name: What it is called in a state.
        make: Makes it.
        remove: Removes it, and whatever of its kind calls may have made; what is not there is refused, and no matter.
        look: Returns what it is now (see `conformance.twins.namespaces.snapshot`).
        after: Parts that must be removed before this one, and made after it.
        hidden: Methods that change what no look can see; it is made anew after them.
    """

    name: str
    make: tuple[Operation, ...]
    remove: tuple[Operation, ...]
    look: Look
    after: tuple[str, ...] = field(default=())
    hidden: frozenset[str] = field(default=frozenset())


def parts(capabilities: frozenset[str]) -> tuple[Part, ...]:
    """Return the parts of a namespace on an engine, in the order in which they are made."""
    return tuple(_parts(capabilities))


def _parts(offered: frozenset[str]) -> Iterator[Part]:
    scene = _scene(offered)
    aliased = ("alias",) if "aliases" in offered else ()
    # The second collection has one index only: Milvus Lite does not look at the name in describe_index.
    for name, it in zip(world.COLLECTIONS, (scene, _scene(offered - {"sparse"})), strict=True):
        strays = ("novels", ODD) if name == world.COLLECTIONS[-1] else ()
        make = tuple(named(act) for act in _collection(it, name))
        gone = tuple(_call("drop_collection", stray) for stray in (name, *strays))
        if strays and "databases" in offered:  # where rename_collection may have put one
            away, back = _call("use_database", OTHER_DATABASE), Operation("use_database", ("default",))
            gone = (away, *gone, back, *gone)
        # To count the rows of each partition would double the time of a look, and no call here moves a row.
        yield Part(
            f"collection {name}",
            make,
            gone,
            Collections(replace(it, partitions=()), (name, *strays)),
            after=aliased,
        )
    if "aliases" in offered:
        gone = tuple(_call("drop_alias", name) for name in (world.ALIAS, ODD))
        make = (_call("create_alias", world.COLLECTIONS[0], world.ALIAS),)
        yield Part("alias", make, gone, Each("list_aliases", world.COLLECTIONS))
    if "databases" in offered:
        made = (world.DATABASE, OTHER_DATABASE)
        yield Part(
            "database",
            tuple(_call("create_database", name) for name in made),
            tuple(_call("drop_database", name) for name in (*made, "archive", ODD)),
            Members("list_databases"),
        )
    if "users" in offered:
        gone = tuple(_call("drop_user", name) for name in (world.USER, ODD))
        yield Part(
            "user",
            (_call("create_user", world.USER, PASSWORD),),
            gone,
            Each("describe_user", (world.USER, ODD)),
            hidden=_changing("user"),
        )
    if "roles" in offered:
        yield Part(
            "role",
            (_call("create_role", world.ROLE),),
            # Older servers drop no role that has a privilege, forced or not: each that calls grant is revoked first.
            (*_revocations(), *(_call("drop_role", name, force_drop=True) for name in (world.ROLE, ODD))),
            Each("describe_role", (world.ROLE, ODD)),
        )
    if "privilege_groups" in offered:
        make = (
            _call("create_privilege_group", world.PRIVILEGE_GROUP),
            _call("add_privileges_to_group", world.PRIVILEGE_GROUP, ["Search"]),
        )
        gone = (_call("drop_privilege_group", world.PRIVILEGE_GROUP),)
        yield Part("privilege group", make, gone, Members("list_privilege_groups"))
    if "resource_groups" in offered:
        groups = (world.GROUP, ODD)
        gone = tuple(_call("drop_resource_group", name) for name in groups)
        make = (_call("create_resource_group", world.GROUP),)
        yield Part("resource group", make, gone, Each("describe_resource_group", groups))


def _changing(part: str) -> frozenset[str]:
    """Return the methods that change a part although no look can see it."""
    return frozenset(method.name for method in methods() if method.namespace.unseen == part)


def _revocations() -> Iterator[Operation]:
    databases: tuple[dict[str, str], ...] = ({}, {"db_name": OTHER_DATABASE})
    names = world.COLLECTIONS[0], "*"
    for kind, privilege, name, words in product(
        ("Collection", "Global"), ("Search", "Insert"), names, databases
    ):
        yield _call("revoke_privilege", world.ROLE, kind, privilege, name, **words)


def _scene(offered: frozenset[str]) -> Scene:
    fields = tuple(
        _plain(item, offered)
        for item in world.WORLD_SCHEMA.fields
        if _FIELDS.get(item.dtype, "dense") in offered
    )
    names = {item.name for item in fields}
    # Calls that name an index speak of by_vector, which is no name that Milvus would choose.
    kept = [item for item in world.WORLD_INDEXES.entries if item.field in names]
    indexes = Indexes(tuple(replace(item, name=f"by_{item.field}") for item in kept))
    rows = []
    for place, (row, vector) in enumerate(zip(ROWS, VECTORS, strict=True)):
        whole = {**row, "vector": vector, "words": {3: 0.5 + place, 70000: 1.25}}
        where = world.PARTITIONS[place % 2]
        rows.append(({key: value for key, value in whole.items() if key in names}, where))
    dynamic = "dynamic_fields" in offered
    return Scene(Schema(fields, dynamic), indexes, tuple(rows), world.PARTITIONS[1:])


def _plain(item: Field, offered: frozenset[str]) -> Field:
    """Return a field without what the engine has not."""
    kept = {"nullable": item.nullable and "nullable" in offered}
    if "default_values" not in offered or "mixed_defaults" not in offered:
        kept["default"] = Field("", "").default
    return Field(
        item.name, item.dtype, item.params, primary=item.primary, **{"default": item.default, **kept}
    )


def _collection(scene: Scene, name: str) -> Iterator[Operation]:
    for act in scene.setup():
        yield act.bind({"collection": name})


def _call(method: str, *args: Any, **kwargs: Any) -> Operation:
    return named(Operation(method, args, kwargs))
