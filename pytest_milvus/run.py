"""Which run and which worker this is: what makes names unique and lets workers share a server.

The one rule: the process that the user started chooses; pytest-xdist's workers are told.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, NamedTuple

import pytest

__all__ = ["Run", "asks_for_conformance", "run_of", "tell_worker"]


class Run(NamedTuple):
    """One process of one run (a tuple, since making a dataclass takes a millisecond of everybody's time).

    Attributes:
        id: Eight hexadecimal digits, the same in every worker of the run.
        worker: ``"master"``, or the name of the pytest-xdist worker (``"gw0"``).
        shared: Folder that the workers of the run share, ``None`` without pytest-xdist.
    """

    id: str
    worker: str = "master"
    shared: Path | None = None


_KEY = pytest.StashKey[Run]()
_WORKERINPUT = "milvus_run"


def run_of(config: pytest.Config) -> Run:
    """Return the run that this process belongs to."""
    if _KEY not in config.stash:
        told = getattr(config, "workerinput", {})
        if _WORKERINPUT in told:
            run_id, folder = told[_WORKERINPUT]
            shared = Path(folder) if Path(folder).is_dir() else None  # another machine does not see it
            config.stash[_KEY] = Run(run_id, told["workerid"], shared)
        else:
            config.stash[_KEY] = Run(os.urandom(4).hex())
    return config.stash[_KEY]


def asks_for_conformance(config: pytest.Config) -> bool:
    """Return whether the conformance suite is what runs: ``pytest --pyargs conformance``, or the command."""
    first_names = {
        argument.partition("::")[0].replace(".", "/").partition("/")[0] for argument in config.args
    }
    return bool(config.option.pyargs) and "conformance" in first_names


def tell_worker(node: Any) -> None:
    """Hand this run over to a pytest-xdist worker that is about to start.

    The folder lies in pytest's temporary one, which pytest itself removes in the course of time.
    """
    config: pytest.Config = node.config
    run = run_of(config)
    if run.shared is None:
        shared = config._tmp_path_factory.getbasetemp() / "milvus"  # type: ignore[attr-defined]
        shared.mkdir(exist_ok=True)
        run = config.stash[_KEY] = Run(run.id, run.worker, shared)
    node.workerinput[_WORKERINPUT] = (run.id, str(run.shared))
