"""Generated messages: protobuf messages of any type, built from its descriptor.

The one rule: the status is success and whatever a client waits for is finished, so that an answer is decoded and
not refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message_factory import GetMessageClass
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

__all__ = ["TEXTS", "is_map", "is_repeated", "messages"]

DEPTH = 4
"""Levels of nested messages that are filled."""

INTEGERS = (0, 1, 2, -1, 2**31 - 1)
LARGE = (0, 1, 7, 2**53 + 1, 2**63 - 1)
TEXTS = ("", "a", "größe", "10", "books", "{}")
"""Texts that stand for any; keys of maps, too."""

_INTEGER = st.sampled_from(INTEGERS)
_NATURAL = st.sampled_from((0, 1, 2**32 - 1))
_LARGE = st.sampled_from(LARGE)
_TEXT = st.sampled_from(TEXTS)
_FLOAT = st.sampled_from((0.0, 0.5, -1.25))

_SCALARS: Mapping[int, SearchStrategy[Any]] = {
    FieldDescriptor.CPPTYPE_BOOL: st.booleans(),
    FieldDescriptor.CPPTYPE_DOUBLE: _FLOAT,
    FieldDescriptor.CPPTYPE_FLOAT: _FLOAT,
    FieldDescriptor.CPPTYPE_INT32: _INTEGER,
    FieldDescriptor.CPPTYPE_INT64: _LARGE,
    FieldDescriptor.CPPTYPE_UINT32: _NATURAL,
    FieldDescriptor.CPPTYPE_UINT64: _LARGE,
}

FINISHED: Mapping[str, Any] = {
    "GetLoadingProgressResponse.progress": st.just(100),
    "GetLoadingProgressResponse.refresh_progress": st.just(100),
    "GetLoadStateResponse.state": st.sampled_from((0, 1, 2, 3)),
    "GetFlushStateResponse.flushed": st.just(True),
    "GetFlushAllStateResponse.flushed": st.just(True),
    "IndexDescription.state": st.sampled_from((3, 4)),
    "GetIndexStateResponse.state": st.sampled_from((3, 4)),
    "GetCompactionStateResponse.state": st.just(2),
    "GetCompactionPlansResponse.state": st.just(2),
    "IndexDescription.pending_index_rows": st.just(0),
    "KeyValuePair.key": st.sampled_from(("row_count", "index_type", "dim", "mmap.enabled", "a")),
    "KeyValuePair.value": st.sampled_from(("0", "4", "9007199254740993", "true")),
    "Status.code": st.just(0),
    "Status.error_code": st.just(0),
}
"""Fields whose values are not free: what says that all is well, and what clients wait for."""

SINGLE = frozenset({"DescribeIndexResponse.index_descriptions"})
"""Lists with one element: clients refuse an index name with several indexes; the default world has several."""

APART = frozenset({"Status", "HighlightResult"})
"""Messages that are not filled in others: success is what an unset status means, and highlights have a form."""


def messages(descriptor: Descriptor, depth: int = DEPTH) -> SearchStrategy[Any]:
    """Return a strategy for messages of a type, every field by its descriptor."""
    kind = GetMessageClass(descriptor)
    fields = {field.name: _field(field, depth) for field in descriptor.fields if _wanted(field, depth)}
    given = FINISHED.keys() | SINGLE
    finished = {name: fields.pop(name) for name in list(fields) if f"{descriptor.name}.{name}" in given}
    chosen = st.fixed_dictionaries(finished, optional=fields)

    def make(values: Mapping[str, Any]) -> Any:
        message = kind()
        taken: set[str] = set()
        for name, value in values.items():
            union = descriptor.fields_by_name[name].containing_oneof
            if union is not None and union.name in taken:
                continue
            taken |= {union.name} if union is not None else set()
            _assign(message, name, value)
        return message

    return chosen.map(make)


def _wanted(field: FieldDescriptor, depth: int) -> bool:
    if field.message_type is None:
        return True
    return depth > 0 and field.message_type.name not in APART


def _field(field: FieldDescriptor, depth: int) -> SearchStrategy[Any]:
    kind = field.containing_type.name
    one = FINISHED.get(f"{kind}.{field.name}")
    if one is None:
        one = _one(field, depth)
    if is_map(field):
        entry = field.message_type.fields_by_name
        return st.dictionaries(_one(entry["key"], 0), _one(entry["value"], depth - 1), max_size=2)
    if f"{kind}.{field.name}" in SINGLE:
        return st.lists(one, min_size=1, max_size=1)
    return st.lists(one, max_size=2) if is_repeated(field) else one


def _one(field: FieldDescriptor, depth: int) -> SearchStrategy[Any]:
    if field.message_type is not None:
        return st.deferred(lambda: messages(field.message_type, depth - 1))
    if field.enum_type is not None:
        return st.sampled_from([value.number for value in field.enum_type.values])
    if field.cpp_type == FieldDescriptor.CPPTYPE_STRING:
        return (
            _TEXT if field.type == FieldDescriptor.TYPE_STRING else st.sampled_from((b"", b"{}", b"\x00\xff"))
        )
    return _SCALARS[field.cpp_type]


def _assign(message: Any, name: str, value: Any) -> None:
    if isinstance(value, dict):
        target = getattr(message, name)
        for key, item in value.items():
            if hasattr(item, "DESCRIPTOR"):
                target[key].CopyFrom(item)
            else:
                target[key] = item
    elif isinstance(value, list):
        getattr(message, name).extend(value)
    elif hasattr(value, "DESCRIPTOR"):
        getattr(message, name).CopyFrom(value)
    else:
        setattr(message, name, value)


def is_map(field: FieldDescriptor) -> bool:
    """Return whether a field is a map, which protobuf has as repeated entries."""
    return field.message_type is not None and bool(field.message_type.GetOptions().map_entry)


def is_repeated(field: FieldDescriptor) -> bool:
    """Return whether a field holds several values; older releases of protobuf tell by a label only."""
    told = getattr(field, "is_repeated", None)
    return bool(told) if isinstance(told, bool) else field.label == FieldDescriptor.LABEL_REPEATED
