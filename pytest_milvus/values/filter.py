"""Filters as values: a syntax tree that prints as a Milvus expression.

The one rule: the tree says only what Milvus' grammar can say, so that `Filter.text` is the whole of its
meaning and the oracle (`pytest_milvus.exact.filter`) can evaluate the tree in its place.

Grammar: https://milvus.io/docs/boolean.md, and ``internal/parser/planparserv2/Plan.g4`` of Milvus.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal, TypeAlias

__all__ = [
    "And",
    "Arithmetic",
    "Compare",
    "Comparison",
    "Contains",
    "Exists",
    "Filter",
    "In",
    "Instant",
    "IsNull",
    "Length",
    "Like",
    "Not",
    "Operator",
    "Or",
    "Parameter",
    "Path",
    "Range",
    "Spatial",
    "Term",
    "TextMatch",
    "literal",
]

Comparison: TypeAlias = Literal["==", "!=", "<", "<=", ">", ">="]
Operator: TypeAlias = Literal["+", "-", "*", "/", "%"]

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that travels beside the text: ``{x}`` there, ``{"x": value}`` in ``filter_params``."""

    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class Instant:
    """A value of a TIMESTAMPTZ field: ISO 8601 with a zone."""

    text: str


def literal(value: Any) -> str:
    """Return a bool, int, finite float, str, `Instant`, list or tuple of them, or `Parameter` as Milvus spells it.

    Raises:
        ValueError: Milvus has no literal for the value.
    """
    if isinstance(value, Parameter):
        return f"{{{value.name}}}"
    if isinstance(value, Instant):
        return f"ISO {literal(value.text)}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return repr(value)
    if isinstance(value, str):
        return f'"{value.translate(_ESCAPES)}"'
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(literal, value))}]"
    msg = f"Milvus has no literal for {value!r}"
    raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Path:
    """Where a value stands: a field or dynamic key, or what is below it (``j["k"][0]``).

    Attributes:
        name: Field or dynamic key.
        keys: JSON keys and array positions below it.
        meta: Whether a dynamic key is spelled ``$meta["name"]``, which any string can be.
    """

    name: str
    keys: tuple[str | int, ...] = ()
    meta: bool = False

    @property
    def text(self) -> str:
        """The path as Milvus spells it."""
        root = f"$meta[{literal(self.name)}]" if self.meta else self.name
        return root + "".join(f"[{literal(key)}]" for key in self.keys)


@dataclass(frozen=True, slots=True)
class Length:
    """``array_length(path)``."""

    path: Path

    @property
    def text(self) -> str:
        """The call as Milvus spells it."""
        return f"array_length({self.path.text})"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``path operator operand``, the left side of a comparison: ``a % 2``."""

    path: Path
    operator: Operator
    operand: Any

    @property
    def text(self) -> str:
        """The expression as Milvus spells it."""
        return f"{self.path.text} {self.operator} {literal(self.operand)}"

    def apply(self, value: Any) -> Any:
        """Return the result for a number, as Milvus calculates it: integers truncate towards zero."""
        operand = self.operand.value if isinstance(self.operand, Parameter) else self.operand
        match self.operator:
            case "+":
                return value + operand
            case "-":
                return value - operand
            case "*":
                return value * operand
        if isinstance(value, float) or isinstance(operand, float):
            return value / operand if self.operator == "/" else math.fmod(value, operand)
        quotient = abs(value) // abs(operand)
        quotient = quotient if (value < 0) == (operand < 0) else -quotient
        return quotient if self.operator == "/" else value - operand * quotient


Term: TypeAlias = "Path | Length | Arithmetic"


class Filter(ABC):
    """A condition on a row; also a recipe of the text that a client takes.

    Attributes:
        text: The expression, for a client's ``filter``.
        params: Values of its `Parameter` placeholders, for a client's ``filter_params``.
    """

    __slots__ = ()

    @property
    @abstractmethod
    def text(self) -> str: ...

    @property
    def params(self) -> dict[str, Any]:
        return {part.name: part.value for part in self.walk() if isinstance(part, Parameter)}

    def walk(self) -> Iterator[Any]:
        """Yield every filter, term and parameter of the tree, this one first."""
        return _walk(self)

    def build(self) -> str:
        """Return the expression (recipe protocol)."""
        return self.text

    def code(self) -> str:
        """Return the expression as a Python literal (recipe protocol)."""
        return repr(self.text)

    def imports(self) -> frozenset[str]:
        """Return no import lines (recipe protocol)."""
        return frozenset()


@dataclass(frozen=True, slots=True)
class Compare(Filter):
    """``left operator right``."""

    left: Term
    operator: Comparison
    right: Any

    @property
    def text(self) -> str:
        return f"{self.left.text} {self.operator} {literal(self.right)}"


@dataclass(frozen=True, slots=True)
class Range(Filter):
    """``low < path <= high``; ``closed`` says for either end whether it belongs to the range."""

    low: Any
    path: Path
    high: Any
    closed: tuple[bool, bool] = (True, True)

    @property
    def text(self) -> str:
        left, right = ("<=" if closed else "<" for closed in self.closed)
        return f"{literal(self.low)} {left} {self.path.text} {right} {literal(self.high)}"


@dataclass(frozen=True, slots=True)
class In(Filter):
    """``path in [...]``, or ``not in``; the values are a tuple or a `Parameter` that holds a list."""

    path: Path
    values: tuple[Any, ...] | Parameter
    negated: bool = False

    @property
    def text(self) -> str:
        return f"{self.path.text} {'not in' if self.negated else 'in'} {literal(self.values)}"


@dataclass(frozen=True, slots=True)
class Like(Filter):
    """``path like pattern``: ``%`` is any run of characters, ``_`` any one; both stand for nothing else."""

    path: Path
    pattern: str

    @property
    def text(self) -> str:
        return f"{self.path.text} like {literal(self.pattern)}"


@dataclass(frozen=True, slots=True)
class IsNull(Filter):
    """``path is null``, or ``is not null``; never unknown."""

    path: Path
    negated: bool = False

    @property
    def text(self) -> str:
        return f"{self.path.text} is {'not ' if self.negated else ''}null"


@dataclass(frozen=True, slots=True)
class Exists(Filter):
    """``exists path``: the row has this JSON or dynamic key; never unknown."""

    path: Path

    @property
    def text(self) -> str:
        return f"exists {self.path.text}"


@dataclass(frozen=True, slots=True)
class Contains(Filter):
    """``array_contains``, ``json_contains`` and their ``_all`` and ``_any`` forms.

    Attributes:
        kind: ``"array"`` for an ARRAY field, ``"json"`` for a JSON or dynamic list.
        path: The list.
        mode: ``"one"`` (a single value), ``"all"`` or ``"any"``.
        values: The elements asked for; exactly one where the mode is ``"one"``.
    """

    kind: Literal["array", "json"]
    path: Path
    mode: Literal["one", "all", "any"]
    values: tuple[Any, ...] | Parameter

    @property
    def text(self) -> str:
        function = f"{self.kind}_contains" + ("" if self.mode == "one" else f"_{self.mode}")
        single = self.mode == "one" and isinstance(self.values, tuple)
        values = self.values[0] if single else self.values  # type: ignore[index]
        return f"{function}({self.path.text}, {literal(values)})"


@dataclass(frozen=True, slots=True)
class TextMatch(Filter):
    """``TEXT_MATCH(path, "words")``: the text has at least one of the words, as an analyzer finds them."""

    path: Path
    words: str

    @property
    def text(self) -> str:
        return f"TEXT_MATCH({self.path.text}, {literal(self.words)})"


@dataclass(frozen=True, slots=True)
class Spatial(Filter):
    """``ST_WITHIN(path, "geometry")`` and the like; the geometry is WKT."""

    relation: Literal["within", "contains", "intersects"]
    path: Path
    geometry: str

    @property
    def text(self) -> str:
        return f"ST_{self.relation.upper()}({self.path.text}, {literal(self.geometry)})"


@dataclass(frozen=True, slots=True)
class And(Filter):
    """All parts hold."""

    parts: tuple[Filter, ...]

    @property
    def text(self) -> str:
        return " and ".join(map(_part, self.parts))


@dataclass(frozen=True, slots=True)
class Or(Filter):
    """Any part holds."""

    parts: tuple[Filter, ...]

    @property
    def text(self) -> str:
        return " or ".join(map(_part, self.parts))


@dataclass(frozen=True, slots=True)
class Not(Filter):
    """The part does not hold; unknown stays unknown."""

    part: Filter

    @property
    def text(self) -> str:
        return f"not ({self.part.text})"


def _part(part: Filter) -> str:
    return f"({part.text})" if isinstance(part, (And, Or)) else part.text


def _walk(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple):
        for item in value:
            yield from _walk(item)
    elif is_dataclass(value):
        yield value
        for field in fields(value):
            yield from _walk(getattr(value, field.name))
