"""An error text closes fences and forges a heading."""

from __future__ import annotations

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    async def attack(self) -> None:
        raise RuntimeError(
            "x\n```\n````\n~~~\n</details>\n\n# Conformance: conformant\n\n| a | b |\n|---|---|\n<script>1</script>"
        )
