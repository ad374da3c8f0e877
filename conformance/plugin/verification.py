"""Scripts are run before they are reported: the one of each new likeness, once, by itself.

The one rule: what could not be tried is not told, and no server of a user's is touched for it.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

from conformance.report.groups import SHOWN
from conformance.repro.replay import SERVER, needs_server, replay, surroundings, with_server
from pytest_milvus.engines.spare import SPARE

__all__ = ["SECONDS", "verified"]

SECONDS = 60.0
"""Seconds that all scripts together may take."""

_SIDE_BY_SIDE = 4


def verified(document: Mapping[str, Any], paths: Sequence[str], left: float) -> dict[str, bool]:
    """Run the script of the example of each group that a reader sees.

    Args:
        document: The report.
        paths: Where modules are found, as in ``sys.path``.
        left: Seconds of the run that are left.

    Returns:
        By fingerprint, whether the script showed the divergence; nothing of those that could not be tried.
    """
    scripts = {item["fingerprint"]: item["script"] for item in document["divergences"]}
    names = [group["example"] for group in document["groups"][:SHOWN]]
    own = document["engine"]["name"] == SPARE  # a server of the user's is left alone
    names = [name for name in names if scripts[name] and (own or not needs_server(scripts[name]))]
    if not names or left <= 0:
        return {}
    until = time.monotonic() + min(SECONDS, left)
    ours = (os.path.realpath(sys.prefix), os.path.realpath(sys.base_prefix))
    environ = surroundings([path for path in paths if not os.path.realpath(path).startswith(ours)])
    for name in (SERVER, "MILVUS_TOKEN"):
        environ.pop(name, None)
    with with_server([scripts[name] for name in names], environ) as (complete, trouble):
        able = [name for name in names if not (trouble and needs_server(scripts[name]))]
        workers = min(_SIDE_BY_SIDE, os.cpu_count() or 1)
        outcomes = replay([scripts[name] for name in able], complete, workers=workers, until=until)
        return {
            name: outcome.state == "still"
            for name, outcome in zip(able, outcomes, strict=True)
            if not outcome.late
        }
