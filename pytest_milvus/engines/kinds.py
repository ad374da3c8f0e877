"""The engines that there are: ours, and those of other packages; each is imported when it is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeGuard

from pytest_milvus import extensions
from pytest_milvus.engines.engine import Engine
from pytest_milvus.errors import RemedyError

if TYPE_CHECKING:
    from pytest_milvus.options import Options

__all__ = ["KINDS", "EngineKind", "Place", "kind_of", "make_engine"]


class Place(NamedTuple):
    """Where an engine is made.

    Attributes:
        shared: Folder that all processes of this run see, and no other run; those that have the same folder share
            one container. ``None`` means that nothing is shared.
        worker: The xdist worker's name, told in logs and labels.
    """

    shared: Path | None = None
    worker: str = "master"


class EngineKind(NamedTuple):
    """A kind of engine; what other packages name in the entry point group ``pytest_milvus.engines``.

    Attributes:
        make: Returns an engine for the options of a run, not yet started.
        patience: Seconds that its start may take without news; a conformance run without news is ended.
    """

    make: Callable[[Options, Place], Engine]
    patience: float = 0


def _embedded(options: Options, place: Place) -> Engine:  # noqa: ARG001
    from pytest_milvus.engines.embedded import EmbeddedEngine

    return EmbeddedEngine(strict=options.embedded_strict)


def _container(options: Options, place: Place) -> Engine:
    from pytest_milvus.engines.container import ContainerEngine

    return ContainerEngine(options.image, options.token, shared_dir=place.shared, worker=place.worker)


def _external(options: Options, place: Place) -> Engine:  # noqa: ARG001
    from pytest_milvus.engines.external import ExternalEngine

    return ExternalEngine(options.uri, options.token)


KINDS: Mapping[str, EngineKind] = {
    "embedded": EngineKind(_embedded),
    "container": EngineKind(_container, patience=1200),  # an image may have to be pulled first
    "external": EngineKind(_external),
}
"""Our engines, by name; `pytest_milvus.options.ENGINES` names the same."""


def kind_of(name: str) -> EngineKind:
    """Return the kind of engine that has a name: ours, or another package's, whose entry point has it.

    Raises:
        RemedyError: There is none, or two, or an entry point is of another kind.
    """
    if name in KINDS:
        return KINDS[name]
    group = extensions.ENGINES
    found = extensions.added(group, "a pytest_milvus.engines.EngineKind", _is_kind, only=name)
    if len(found) > 1:
        raise extensions.unusable(group, name, "two packages have one", "Uninstall one of them.")
    if not found:
        known = ", ".join((*KINDS, *extensions.added_names(group)))
        raise RemedyError(f"Choosing the engine {name}", "there is no such engine", f"Choose among: {known}.")
    return found[0][1]


def make_engine(options: Options, *, shared_dir: Path | None = None, worker: str = "master") -> Engine:
    """Return the engine that the options ask for, not yet started.

    Args:
        options: The resolved options of the run.
        shared_dir: See `Place.shared`.
        worker: See `Place.worker`.

    Raises:
        RemedyError: The engine of another package cannot be used.
    """
    engine = kind_of(options.engine).make(options, Place(shared_dir, worker))
    if lacks := [name for name in _MEMBERS if not hasattr(engine, name)]:
        raise extensions.unusable(
            extensions.ENGINES,
            options.engine,
            f"the {type(engine).__name__} that it makes lacks {', '.join(lacks)}",
            "Give it all that pytest_milvus.engines.engine.Engine has.",
        )
    return engine


_MEMBERS = sorted(name for name in {*Engine.__annotations__, *vars(Engine)} if not name.startswith("_"))


def _is_kind(value: object) -> TypeGuard[EngineKind]:
    return isinstance(value, EngineKind)
