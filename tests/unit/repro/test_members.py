"""A script has of a class what it uses, and what others may call."""

from __future__ import annotations

import sys
import threading
from typing import Any, NamedTuple

from conformance.repro.assembly import assemble


class Base:
    """A base."""

    idle = 0  # nothing asks for it

    def first(self) -> str:
        """Call the hook."""
        return self.hook()

    def hook(self) -> str:
        """Return something."""
        return "base"

    def unused(self) -> str:
        """Do what needs more."""
        return deeper().idle


class Derived(Base, threading.Thread):
    """What is called by names that only its base has, by `threading`, and by Python."""

    level: int = 3

    def hook(self) -> str:
        """Return something else."""
        return f"derived {getattr(self, 'asked')()}"  # noqa: B009

    def asked(self) -> int:
        """Be found by its name."""
        return self.level

    def run(self) -> None:
        """Be called by a thread."""

    def __repr__(self) -> str:
        return "derived"


class Fields(NamedTuple):
    """Fields that it is made from."""

    one: int
    two: int = 2


def deeper() -> Any:
    return Fields(1)


def script(body: str) -> tuple[str, dict[str, Any]]:
    text = assemble("a title", "It says so.", (sys.modules[__name__],), (), body)
    space: dict[str, Any] = {"__name__": "script"}
    exec(compile(text, "script", "exec"), space)
    return text, space


def test_methods_and_attributes_that_nothing_names_are_left_out() -> None:
    text, space = script("shown = Derived().first()")
    assert space["shown"] == "derived 3"
    assert "def unused" not in text
    assert "idle" not in text
    assert "def deeper" not in text
    assert "def run" in text
    assert "def __repr__" in text
    assert "\n\n\n    def" not in text


def test_what_a_kept_method_names_is_kept() -> None:
    text, _ = script("shown = Derived().unused")
    assert "def deeper" in text
    assert "idle = 0" in text


def test_fields_stay() -> None:
    _, space = script("shown = Fields(5)")
    assert space["shown"].two == 2
