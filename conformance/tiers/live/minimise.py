"""Make a failing test case smaller than Hypothesis can: fewer rows, partitions and fields.

Hypothesis shrinks the calls, but the scenes are shared by all examples and not its to change. The one rule: a
step is kept only if the same fingerprint shows again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from conformance.exploration.finding import Finding
from conformance.exploration.minimise import ATTEMPTS
from conformance.exploration.minimise import minimise as in_steps
from conformance.model import DEFAULT_PARTITION, Field, Indexes, Scene, SceneTestCase, Schema
from pytest_milvus.errors import RemedyError

__all__ = ["minimise"]


def minimise(
    finding: Finding, again: Callable[[SceneTestCase], Finding | None], *, attempts: int = ATTEMPTS
) -> Finding:
    """Return a finding of the same fingerprint on a smaller scene.

    Args:
        finding: What was found.
        again: Performs a test case and returns the finding of the same fingerprint, ``None`` if it does not show.
        attempts: How many test cases may be performed.
    """

    def tried(test_case: SceneTestCase) -> Finding | None:
        try:
            return again(test_case)
        except RemedyError:
            return None  # a field that the calls need is gone

    return in_steps(finding, _steps, tried, attempts=attempts)


def _steps(test_case: SceneTestCase) -> Iterator[SceneTestCase]:
    return (replace(test_case, scene=scene) for scene in _smaller_scenes(test_case))


def _smaller_scenes(test_case: SceneTestCase) -> Iterator[Scene]:
    scene = test_case.scene
    rows = scene.rows
    for size in sorted({len(rows) // 2, len(rows) // 4, 1} - {0}, reverse=True):
        for start in range(0, len(rows), size):
            yield replace(scene, rows=rows[:start] + rows[start + size :])
    if scene.partitions:
        yield replace(scene, partitions=(), rows=tuple((row, DEFAULT_PARTITION) for row, _ in rows))
    calls = " ".join(str(act) for act in test_case.acts)
    for field in scene.schema.fields:
        needed = field.primary or (field.is_vector and len(scene.schema.vectors) == 1)
        if not needed and repr(field.name) not in calls:
            yield _without(scene, field)


def _without(scene: Scene, field: Field) -> Scene:
    rows = tuple(
        ({key: value for key, value in row.items() if key != field.name}, where) for row, where in scene.rows
    )
    kept = tuple(other for other in scene.schema.fields if other != field)
    indexes = Indexes(tuple(entry for entry in scene.indexes.entries if entry.field != field.name))
    return replace(scene, schema=Schema(kept, scene.schema.dynamic), indexes=indexes, rows=rows)
