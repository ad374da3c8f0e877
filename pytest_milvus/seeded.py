"""The seeded dataset in a collection that all tests of a session read.

The one rule: a test that changes the collection fails, and the tests after it find the collection whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from pytest_milvus.collection import CollectionFactory
from pytest_milvus.janitor import Janitor

if TYPE_CHECKING:
    from pytest_milvus.datasets import Dataset
    from pytest_milvus.engines.engine import Engine

__all__ = ["milvus_dataset", "milvus_seeded", "seeded_collection"]

_BATCH = 1000
_READ_BACK = 10_000
"""Rows read before and after: more would take longer than the tests."""


@pytest.fixture(scope="session")
def milvus_dataset(request: pytest.FixtureRequest, milvus_engine: Engine) -> Dataset:
    """The seeded dataset, without the fields that the server does not offer: 1,000 rows with exact answers.

    Another one: ``@pytest.mark.parametrize("milvus_dataset", ["tutorial"], indirect=True)``, or a session
    fixture of this name in your ``conftest.py``.
    """
    from pytest_milvus.datasets import load_dataset

    return load_dataset(getattr(request, "param", "small")).fitting(milvus_engine.capabilities)


@pytest.fixture(scope="session", name="_milvus_seeded")
def milvus_seeded(milvus_dataset: Dataset, milvus_engine: Engine, milvus_names: Janitor) -> Iterator[_Seeded]:
    """The session's one collection of the dataset; `seeded_collection` watches over it."""
    factory = CollectionFactory(milvus_names, f"seeded_{milvus_dataset.name}")
    seeded = _Seeded(milvus_dataset, factory, milvus_engine.generation)
    yield seeded
    if seeded.generation != milvus_engine.generation:  # nothing is left that could have been changed
        return
    with milvus_names.unless_the_server_died():
        changed = seeded.changed_rows()
        milvus_names.drop(seeded.name)
        if changed:
            pytest.fail(_CHANGED_ROWS.format(changed[:10], ", ".join(seeded.tests[-10:])), pytrace=False)


@pytest.fixture
def seeded_collection(
    request: pytest.FixtureRequest, milvus_engine: Engine, milvus_names: Janitor, _milvus_seeded: _Seeded
) -> Iterator[str]:
    """Name of a loaded collection that holds `milvus_dataset`; made once a session, to be read only."""
    _milvus_seeded.tests.append(request.node.nodeid)
    _milvus_seeded.be_in(milvus_engine.generation)
    yield _milvus_seeded.name
    with milvus_names.unless_the_server_died():
        if difference := _milvus_seeded.difference():
            _milvus_seeded.fill()
            pytest.fail(f"this test changed the seeded collection: {difference}; {_REMEDY}", pytrace=False)


_REMEDY = (
    "use a collection of its own for data that a test changes: "
    "milvus_collection(schema=dataset.schema.build(), index=dataset.indexes.build(), rows=dataset.rows())"
)
_CHANGED_ROWS = f"a test changed rows {{}} of the seeded collection; {_REMEDY}\ntests that had it: {{}}"


class _Seeded:
    """The collection, and what it looked like when it was new."""

    def __init__(self, dataset: Dataset, factory: CollectionFactory, generation: int) -> None:
        self._dataset, self._factory = dataset, factory
        self.tests: list[str] = []
        self.name = ""
        self.generation = generation
        self.fill()

    def be_in(self, generation: int) -> None:
        """Make the collection anew where the server that had it died, and another one took its place."""
        if generation != self.generation:
            self.generation = generation
            self.fill()

    def fill(self) -> None:
        """Make the collection anew."""
        dataset = self._dataset
        self._factory.drop()
        self.name = self._factory(
            schema=dataset.schema.build(), index=dataset.indexes.build(), rows=dataset.rows()
        )
        self._fingerprints = self._read()

    def difference(self) -> str:
        """Return how the collection differs at first glance, ``""`` if it does not."""
        if not self._factory.client.has_collection(self.name):
            return "it does not exist any more"
        if str(self._factory.client.get_load_state(self.name)["state"]) != "Loaded":
            return "it is not loaded any more"
        (count,) = self._factory.client.query(self.name, filter="", output_fields=["count(*)"])
        if count["count(*)"] != self._dataset.size:
            return f"it has {count['count(*)']} rows instead of {self._dataset.size}"
        return ""

    def changed_rows(self) -> list[object]:
        """Return the primary keys of rows that are not what they were; looks at 10,000 rows at most."""
        now = self._read()
        return [key for key, fingerprint in self._fingerprints.items() if now.get(key) != fingerprint]

    def _read(self) -> dict[object, bytes]:
        key = self._dataset.schema.primary.name
        ids = self._dataset.ids(0, _READ_BACK)
        return {
            row[key]: sha256(json.dumps(row, sort_keys=True, default=repr).encode()).digest()
            for start in range(0, len(ids), _BATCH)
            for row in self._factory.client.get(self.name, ids=ids[start : start + _BATCH])
        }
