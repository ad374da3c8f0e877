"""Generated mutants: for every optional parameter of every method, a faithful client that drops it.

The one rule: nothing is written by hand here, so that a parameter that a new release adds has its mutant at once.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from pymilvus import MilvusClient

from conformance.model import Operation
from conformance.strategies.calls import methods, parameters
from tests.mutants.faithful import FaithfulClient, Wrapper

__all__ = ["Dropping", "dropping"]


@dataclass(frozen=True, slots=True)
class Dropping:
    """A client that drops one parameter of one method.

    Attributes:
        method: The method.
        parameter: The parameter.
        client: The client's class.
    """

    method: str
    parameter: str
    client: type

    @property
    def name(self) -> str:
        """How it is called in the table of survivors."""
        return f"{self.method}({self.parameter})"

    def concerned(self, call: Operation) -> bool:
        """Return whether a call gives the parameter; every other call is faithful."""
        words = _words(self.method, call.args, call.kwargs) if call.method == self.method else None
        return words is not None and self.parameter in words


def dropping(only: str = "") -> Iterator[Dropping]:
    """Yield a mutant for each optional parameter, those included that travel in ``**kwargs``.

    Args:
        only: Only this method; all when empty.
    """
    for method in methods(MilvusClient):
        if only in ("", method):
            for parameter in parameters(MilvusClient, method):
                if not parameter.required:
                    words = {method: _without(method, parameter.name)}
                    client = type(f"Drops_{method}_{parameter.name}", (FaithfulClient,), words)
                    yield Dropping(method, parameter.name, client)


def _without(method: str, parameter: str) -> Callable[..., Any]:
    @wraps(getattr(MilvusClient, method))
    async def call(self: Wrapper, *args: Any, **kwargs: Any) -> Any:
        bound = getattr(self._client, method)
        words = _words(method, args, kwargs)
        if words is None:
            return await asyncio.to_thread(bound, *args, **kwargs)
        words.pop(parameter, None)
        return await asyncio.to_thread(bound, **words)

    return call


def _words(method: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return all arguments of a call by name, ``None`` where Python refuses the call."""
    signature = inspect.signature(getattr(MilvusClient, method))
    own = ("self",) if "self" in signature.parameters else ()
    try:
        given = signature.bind(*own, *args, **kwargs).arguments
    except TypeError:
        return None
    rest = given.pop("kwargs", {})
    return {name: value for name, value in {**given, **rest}.items() if name not in own}
