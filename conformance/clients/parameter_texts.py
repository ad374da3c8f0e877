"""How a parameter is spelled in a text: its kind, name and default, and no annotation."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any

__all__ = ["default_text", "parameter_text", "without_async"]

_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")
_ASYNC = re.compile(r"\b_?(?:Async(?=[A-Z])|async_)")


def default_text(value: Any) -> str:
    """Return a default as a text that is the same in each process.

    Args:
        value: The default; of an object without words of its own only the type is told.
    """
    if isinstance(value, str | bytes):
        return repr(value)
    if isinstance(value, set | frozenset):
        return f"{type(value).__name__}({', '.join(sorted(map(default_text, value)))})"
    if inspect.getattr_static(type(value), "__repr__") is not object.__repr__:
        try:
            return _ADDRESS.sub("", repr(value))
        except Exception:  # a client's own objects may do anything
            pass
    return f"<{type(value).__qualname__} object>"


def without_async(value: Any) -> str:
    """Return the text of a default in which an ``AsyncThing`` is the ``Thing`` that the synchronous client has.

    Args:
        value: The default; of a class or a function only the name counts, not the module.
    """
    if value is None or isinstance(value, str | bytes | int | float):
        return default_text(value)
    named = inspect.isclass(value) or inspect.isroutine(value)
    return _ASYNC.sub("", value.__qualname__ if named else default_text(value))


def parameter_text(parameter: inspect.Parameter, told: Callable[[Any], str] = default_text) -> str:
    """Return a parameter without its annotation.

    Args:
        parameter: The parameter.
        told: Returns the text of its default.
    """
    text = str(parameter.replace(annotation=parameter.empty, default=parameter.empty))
    return text if parameter.default is parameter.empty else f"{text}={told(parameter.default)}"
