"""The page of findings is complete: every known cause is shown by a reproduction that the tests run."""

from __future__ import annotations

import ast
from pathlib import Path

from conformance.exploration.causes import by_fingerprint, known_causes

EXAMPLES = Path(__file__).resolve().parents[2] / "docs/examples/findings"
CAUSES = known_causes("auto", "3.0.2", ())


def reproduced() -> list[str]:
    """Return the fingerprints that have a reproduction."""
    trees = [ast.parse(path.read_text("utf-8")) for path in sorted(EXAMPLES.glob("test_*.py"))]
    tables = [
        node.value
        for tree in trees
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
    ]
    return [ast.literal_eval(key) for table in tables for key in table.keys if key is not None]


def test_every_cause_has_a_reproduction() -> None:
    """What is missing can be seen without one."""
    left = [
        cause.id
        for cause in CAUSES
        if not any(name in reproduced() or name.endswith(" missing member") for name in cause.fingerprints)
    ]
    assert left == []


def test_every_reproduction_is_of_a_known_divergence() -> None:
    known = by_fingerprint(CAUSES)
    assert [name for name in reproduced() if name not in known] == []
    assert len(set(reproduced())) == len(reproduced())
