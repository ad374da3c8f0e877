"""Reports made for tests: a large one, as an old release of pymilvus gives, and one in which every text is hostile."""

from __future__ import annotations

from typing import Any

from conformance.report.document import document
from conformance.report.event import CaseFinished, Divergence, SharedDefect
from tests.unit.report.test_document import HEAD

TIERS = {
    "surface": "signature",
    "wire": "request",
    "runtime": "loop",
    "live": "call",
    "sequence": "calls",
}
METHODS = tuple(f"{verb}_{noun}_{number}" for number in range(7) for verb in ("get", "drop") for noun in
                ("alias", "collection_field", "index", "partition", "privilege_group", "resource_group", "role",
                 "user", "view", "database"))[:134]  # fmt: skip
KINDS = ("value", "outcome", "field", "missing", "error-type", "rpc-missing", "extra")
STATUSES = ("agree", "diverge", "known", "missing", "refused", "unstable", "not-run")
SCRIPT = "\n".join(
    f"print('line {number} of a script, as long as lines of scripts are')" for number in range(60)
)


def large(new: int = 400, known: int = 100, methods: int = 134) -> dict[str, Any]:
    """Return a report with so many methods in five tiers, so many divergences and 30 known causes."""
    names = METHODS[:methods]
    causes = [
        {
            "id": f"cause-{number}",
            "title": f"The parameter number {number} is ignored",
            "notice": "A call that gives it answers as if it had not been given. " * 3,
            "severity": ("high", "medium", "low")[number % 3],
            "fault": ("candidate", "reference", "intended")[number % 3],
            "fingerprints": [],
            "source": ["pymilvus/milvus_client/async_milvus_client.py: AsyncMilvusClient.get"],
            "upstream": ["https://github.com/milvus-io/pymilvus/issues/3711"],
            "seen": ["3.0.2"],
        }
        for number in range(30)
    ]
    found: dict[str, list[Divergence]] = {}
    for number in range(new + known):
        tier = tuple(TIERS)[number // methods % 5]
        check = f"{tier}.{TIERS[tier]}/{names[number % methods]}"
        kind, path = KINDS[number % 7], f"result[].field_{number % 90}"
        cause = causes[number % 30] if number >= new else None
        item = Divergence(
            fingerprint=f"{check} {kind} {path}",
            check=check,
            method=names[number % methods],
            kind=kind,
            path=path,
            known=cause is not None,
            cause=cause["id"] if cause else "",
            operations=[f"client.{names[number % methods]}('books', limit={number})"],
            test_case={},
            reference=f"returned [{{'id': {number}, 'distance': 0.5}}]",
            candidate=f"raised MilvusException(code={number})",
            verdict="",
            script=f"{SCRIPT}\n# {number}\n",
        )
        found.setdefault(check, []).append(item)
        if cause:
            cause["fingerprints"].append(item.fingerprint)
    events = []
    for place, method in enumerate(names):
        for tier, topic in TIERS.items():
            check = f"{tier}.{topic}/{method}"
            items = found.get(check, [])
            new_here = any(not item.known for item in items)
            status = (
                "diverge" if new_here else "known" if items else STATUSES[(0, 0, 0, 0, 3, 4, 5)[place % 7]]
            )
            coverage = {"parameters": {"collection_name": 3, "timeout": place % 3}, "rpcs": {"Get": 3}}
            events.append(
                CaseFinished(check, method, tier, status, 12, items, {"succeeded": 9}, coverage=coverage)
            )
    warnings = [f"warning number {number} of a run" for number in range(60)]
    return document(events, [event.check for event in events], {**HEAD, "causes": causes}, warnings)


HARM = (
    "lone \udce4 nul \0 esc \x1b[2J\x07 bidi \u202e\u2066 csi \x9b return\rconformant\n```\n````\n</details></script>"
    "</style></title>\n\n# Conformance of `x`: conformant\n\n<script>1</script><img src=x onerror=alert(1)>\n| a | b |"
    "\"' onclick='1' {{ 7 * 7 }} {% raw %}"
)


def hostile() -> dict[str, Any]:
    """Return a report in which each text of a client, a server or a user's own baseline does all the harm it can."""
    line = HARM.replace("\n", " ").replace("\r", " ")  # as a path has it
    fingerprints = [f"wire.request/get value {line}{number}" for number in range(3)]
    items = [
        Divergence(
            fingerprint=name,
            check="wire.request/get",
            method=f"get{HARM}",
            kind="value",
            path=HARM,
            known=place == 0,
            cause=f"one{HARM}" if place == 0 else "",
            operations=[HARM],
            test_case=HARM,
            reference=HARM,
            candidate=HARM,
            verdict=HARM,
            script=HARM,
            trigger=HARM,
        )
        for place, name in enumerate(fingerprints)
    ]
    cause = {
        "id": f"one{HARM}",
        "title": HARM,
        "notice": HARM,
        "severity": "high",
        "fault": "candidate",
        "fingerprints": fingerprints[:1],
        "source": [HARM],
        "upstream": [f"javascript:alert(1){HARM}", f"https://example.org/{HARM}"],
        "seen": [HARM],
    }
    case = CaseFinished(
        check="wire.request/get",
        method=f"get{HARM}",
        tier="wire",
        status="diverge",
        examples=1,
        divergences=items,
        facts={HARM: 1},
        engine={HARM: {"count": 1, "example": HARM}},
        warnings=[HARM],
        coverage={HARM: {HARM: 0}, "parameters": {HARM: 1}},
        shared=[
            SharedDefect(
                fingerprint=f"runtime.values/get value {line}",
                check="runtime.values/get",
                method=f"get{HARM}",
                kind="value",
                path=HARM,
                trigger=HARM,
                promise=HARM,
                operations=[HARM],
                reference=HARM,
                candidate=HARM,
            )
        ],
        equalities={HARM: 1},
    )
    head = {
        **HEAD,
        "candidate": {"factory": HARM},
        "reference": {"factory": HARM},
        "environment": {
            "python": HARM,
            **dict.fromkeys(
                ("candidate", "reference"), dict.fromkeys(("package", "version", "path", "code"), HARM)
            ),
        },
        "engine": {"name": HARM, "version": HARM, "exclusions": {HARM: HARM}},
        "causes": [cause],
        "equalities": [HARM],
    }
    return document([case], [case.check, f"live.read/{HARM}"], head, [HARM])
