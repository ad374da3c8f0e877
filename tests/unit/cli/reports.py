"""Reports for the tests of commands: two likenesses that are new, and a known cause."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from conformance.exploration.finding import fingerprint
from conformance.report.document import document
from conformance.report.event import CaseFinished, Divergence
from conformance.report.head import head

HOSTILE = "`</pre>```\x1b[31m|# <b>\u202e"


def divergence(
    method: str,
    kind: str = "outcome",
    path: str = "result (raised, returned)",
    *,
    check: str = "wire.fault",
    trigger: str = "",
    cause: str = "",
    sides: tuple[str, str] = ("raised MilvusException (code 800): no", "returned []"),
    script: str = "raise SystemExit(1)\n",
) -> Divergence:
    """Return a divergence as a run tells it."""
    return Divergence(
        fingerprint(f"{check}/{method}", kind, path, trigger),
        f"{check}/{method}",
        method,
        kind,
        path,
        bool(cause),
        cause,
        [f"client.{method}(collection_name='books')"],
        {},
        f"{sides[0]}; sent Connect",
        f"{sides[1]}; sent Connect",
        "",
        script,
        trigger,
        {"reference": sides[0], "candidate": sides[1]},
    )


DELETE = divergence("delete", trigger="Delete RateLimit")
COMPACT = divergence(
    "compact",
    "field",
    "ManualCompaction.collectionID",
    check="wire.request",
    sides=("0", "450"),
    script="raise SystemExit(0)\n",
)
ALIASES = divergence("list_aliases", "type", "result", check="wire.request", cause="list-aliases-type")
CAUSE = {
    "id": "list-aliases-type",
    "title": "list_aliases returns a container of protobuf",
    "notice": f"No dictionary comes back. {HOSTILE}",
    "severity": "medium",
    "fault": "candidate",
    "fingerprints": [ALIASES.fingerprint],
    "source": ["pymilvus/milvus_client/async_milvus_client.py: AsyncMilvusClient.list_aliases"],
    "upstream": ["https://example.org/1"],
    "seen": ["3.0.2"],
}


def report(found: Sequence[Divergence] = (DELETE, COMPACT, ALIASES)) -> dict[str, Any]:
    """Return the report of a run that found these."""
    events = [
        CaseFinished(item.check, item.method, item.check.partition(".")[0], "diverge", 1, [item])
        for item in found
    ]
    told = head(
        "pymilvus:AsyncMilvusClient", "pymilvus:MilvusClient", 7, "quick", tiers=["wire"], causes=[CAUSE]
    )
    made: dict[str, Any] = json.loads(json.dumps(document(events, [item.check for item in found], told)))
    return made


def written(folder: Path, found: Sequence[Divergence] = (DELETE, COMPACT, ALIASES)) -> Path:
    """Write such a report."""
    path = folder / "r.json"
    path.write_text(json.dumps(report(found)), "utf-8")
    return path


def hostile() -> Divergence:
    """Return a divergence whose texts would break what shows them."""
    return replace(
        DELETE,
        differs={"reference": HOSTILE, "candidate": HOSTILE},
        operations=[f"client.delete({HOSTILE!r})", HOSTILE],
        script=f"# {HOSTILE}\n",
    )
