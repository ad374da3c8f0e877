"""A runtime test case: a call, a server, and what is done to the client meanwhile.

The one rule: a test case is complete. Whoever holds it can run it anywhere, store it, and print it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.model import Operation
from conformance.tiers.wire.case import Setting
from pytest_milvus.mock_server.script import Script

__all__ = ["Idle", "RuntimeTestCase"]


@dataclass(frozen=True, slots=True)
class RuntimeTestCase:
    """What is done with one client of a server of its own.

    Attributes:
        act: The call that it is about.
        scenario: Name of what is done, see `conformance.tiers.runtime.scenarios`.
        words: Arguments of the scenario, plain values.
        script: What the server answers.
        setting: How the client is made.
        alone: Whether it cannot be performed beside others.
        beside: Calls that are made beside the one that it is about.
        by_chance: Whether chance decides if the reference returns or fails, so that the candidate may do either.
        trigger: The one thing that it was built around, see `conformance.exploration.finding.Finding`.
    """

    act: Operation
    scenario: str
    words: Mapping[str, Any] = field(default_factory=dict)
    script: Script = field(default_factory=Script)
    setting: Setting = field(default_factory=Setting)
    alone: bool = False
    beside: tuple[Operation, ...] = ()
    by_chance: bool = False
    trigger: str = ""

    @property
    def acts(self) -> tuple[Operation, ...]:
        """The call, and those beside it."""
        return (self.act, *self.beside)

    @property
    def size(self) -> tuple[int, int]:
        """Order of simplicity: rules first, then the length of the printed call."""
        return len(self.script.rules), sum(len(str(act)) for act in self.acts)


@dataclass(frozen=True, slots=True)
class Idle:
    """There is nothing to try, for a reason that the report counts."""

    reason: str
