"""What a run has come to know of a client that hangs or cannot be made, so that it does not wait for it again.

The one rule: nothing here is ever noted of a client whose calls end when the reference's do, so that its report does
not depend on it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pytest_milvus.errors import RemedyError

__all__ = ["CASES", "TIMEOUTS", "Endurance", "GivenUpError"]

TIMEOUTS = 2
"""Test cases of a case in which the candidate alone does not return, after which the case ends."""

CASES = 2
"""Cases of a method that ended so, after which the others are not run."""


class GivenUpError(RemedyError):
    """The client could not be made before, and was not tried again."""


@dataclass(slots=True)
class Endurance:
    """What was seen of one client in this process.

    Attributes:
        broken: Why it could not be made, ``""`` while it could.
    """

    broken: str = ""
    _hung: dict[str, list[str]] = field(default_factory=dict)

    def note(self, check: str, method: str) -> None:
        """Note that a case ended early, because the method did not return."""
        kept = self._hung.setdefault(method, [])
        if check not in kept:
            kept.append(check)

    def excuse(self, method: str) -> str:
        """Return why a method is not called any more; ``""`` while it is."""
        seen = self._hung.get(method, ())
        return f"the candidate did not return in {', '.join(seen[:CASES])}" if len(seen) >= CASES else ""

    def require(self, spec: str) -> None:
        """Do nothing while the client can be made.

        Raises:
            GivenUpError: It could not be made before.
        """
        if self.broken:
            raise GivenUpError(
                f"Making the client {spec} again",
                f"it failed before: {self.broken}",
                "mend what the first case of this run tells",
            )
