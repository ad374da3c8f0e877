"""Engines: a Milvus that starts by itself, runs in a container, or is already there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_milvus.engines.engine import Engine
    from pytest_milvus.options import Options

__all__ = ["make_engine"]


def make_engine(options: Options, *, shared_dir: Path | None = None, worker: str = "master") -> Engine:
    """Return the engine that the options ask for, not yet started.

    Args:
        options: The resolved options of the run.
        shared_dir: Folder that all processes of this run see, and no other run; those that give the same
            folder share one container. ``None`` means that nothing is shared.
        worker: The xdist worker's name, told in logs and labels.
    """
    if options.engine == "external":
        from pytest_milvus.engines.external import ExternalEngine

        return ExternalEngine(options.uri, options.token)
    if options.engine == "container":
        from pytest_milvus.engines.container import ContainerEngine

        return ContainerEngine(options.image, options.token, shared_dir=shared_dir, worker=worker)
    from pytest_milvus.engines.embedded import EmbeddedEngine

    return EmbeddedEngine(strict=options.embedded_strict)
