"""Every record, in one order: what can ask for a method's record asks here.

Records of other packages come last. The one rule: a method without a record is exercised all the same, from its
signature; what it does is taken from its name.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TypeGuard

from conformance.catalogue import (
    access,
    aliases,
    client,
    collections,
    databases,
    indexes,
    loading,
    maintenance,
    partitions,
    resources,
    rows,
)
from conformance.catalogue.method import Method
from pytest_milvus import extensions

__all__ = ["is_catalogued", "method_of", "methods", "representatives", "sleep"]

_METHODS = (
    *client.METHODS,
    *collections.METHODS,
    *aliases.METHODS,
    *indexes.METHODS,
    *loading.METHODS,
    *partitions.METHODS,
    *maintenance.METHODS,
    *rows.METHODS,
    *databases.METHODS,
    *access.METHODS,
    *resources.METHODS,
)

_READS = re.compile(r"(describe|get|has|list|search|query)(_|$)")


@cache
def methods() -> tuple[Method, ...]:
    """Return all records, area by area, then those of other packages.

    Raises:
        pytest_milvus.errors.RemedyError: An entry point is of another kind, or there are two records of a method.
    """
    found = {method.name: method for method in _METHODS}
    for name, records in extensions.added(
        extensions.METHODS, "a tuple of conformance.catalogue.Method", _are_records
    ):
        for record in records:
            if record.name in found:
                reason = f"there is a record of {record.name} already"
                raise extensions.unusable(extensions.METHODS, name, reason, "Leave the record out.")
            found[record.name] = record
    return tuple(found.values())


def _are_records(value: object) -> TypeGuard[tuple[Method, ...]]:
    return isinstance(value, tuple) and all(isinstance(record, Method) for record in value)


def method_of(name: str) -> Method:
    """Return the record of a method; where there is none, one that says what the beginning of the name does."""
    return _by_name().get(name) or Method(name, "read" if _READS.match(name) else "admin")


def is_catalogued(name: str) -> bool:
    """Return whether a method has a record."""
    return name in _by_name()


def sleep(name: str) -> int:
    """Return the milliseconds that a method sleeps even where everything is finished at once."""
    return method_of(name).sleeps


@cache
def representatives() -> tuple[str, ...]:
    """Return the methods that may stand for all, always in one order."""
    return tuple(sorted((record.name for record in methods() if record.stands_for_all), reverse=True))


@cache
def _by_name() -> dict[str, Method]:
    return {method.name: method for method in methods()}
