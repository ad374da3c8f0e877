"""The report as one HTML page that needs no network: what is new, known causes, a matrix, and what is behind each cell.

The templates lie in ``conformance/report/templates/``. The one rule: a text of a client or a server reaches the page
through the environment made here, which escapes it; and the page allows no style and no script but its own.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from conformance.exploration.causes import SEVERITIES
from conformance.model.escaping import as_html, as_text
from conformance.report.anchors import anchor
from conformance.report.groups import SHOWN
from conformance.report.phrases import phrase
from conformance.report.table import Row, engine_differences, rows, tiers
from conformance.report.verdict import counts, equalities

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["loaded", "page"]

SYMBOLS: Mapping[str, str] = {
    "agree": "✓",
    "diverge": "✗",
    "known": "≠",
    "missing": "∅",
    "refused": "⊘",
    "unstable": "~",
    "not-run": "?",
}

_MEANINGS: Mapping[str, str] = {
    "agree": "agree",
    "diverge": "diverge: something new",
    "known": "known: only known divergences",
    "missing": "missing: the candidate lacks it",
    "refused": "refused: the server does not offer it",
    "unstable": "unstable: the reference disagrees with itself",
    "not-run": "not-run: nothing was compared",
}

_FAULTS: Mapping[str, str] = {
    "candidate": "fault of the candidate",
    "reference": "fault of the reference",
    "intended": "intended upstream",
}


def page(document: Mapping[str, Any]) -> str:
    """Return the page of a report document."""
    environment, divergences = loaded(), {item["fingerprint"]: item for item in document["divergences"]}
    causes, table = document["causes"], list(rows(document))
    owned = {name for item in document["groups"] for name in item["fingerprints"]}
    owned.update(name for item in causes for name in item["met"])
    severity = {name: item["severity"] for item in causes for name in item["met"]}
    met = [item for item in causes if item["state"] == "met"]
    found = {status for row in table for status in row.statuses.values() if status}
    return environment.get_template("page.html").render(
        report=document,
        counts=counts(document),
        equal=equalities(document),
        columns=tiers(document),
        rows=[_row(item, document, severity, divergences) for item in table],
        statuses=[*(name for name in SYMBOLS if name in found), *sorted(found.difference(SYMBOLS))],
        agreeing=sum(_all_agree(row.statuses.values()) for row in table),
        divergences=divergences,
        titles={item["id"]: item["title"] or item["id"] for item in causes},
        met=met,
        unmet=[item for item in causes if item["state"] != "met"],
        loose=[item for name, item in divergences.items() if name not in owned],
        differences=engine_differences(document),
        symbols=SYMBOLS,
        meanings=_MEANINGS,
        faults=_FAULTS,
        severities=SEVERITIES,
        most=SHOWN,
        phrase=lambda item: phrase(item["kind"], item["path"], item["trigger"]),
    )


def _row(
    row: Row, document: Mapping[str, Any], severity: Mapping[str, str], divergences: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a row of the matrix: what the table has, counts, and the severities by which it is filtered."""
    tiers = document["methods"][row.method].values()
    names = {name for tier in tiers for name in tier["divergences"] if name in divergences}
    known = sum(divergences[name]["known"] for name in names)
    return {
        "method": row.method,
        "statuses": row.statuses,
        "examples": row.examples,
        "coverage": row.coverage,
        "new": len(names) - known,
        "known": known,
        "severities": sorted({severity.get(name, "new") for name in names}),
    }


def _all_agree(statuses: Iterable[str]) -> bool:
    return set(statuses).difference([""]) == {"agree"}


@cache
def loaded() -> Environment:
    """Return the environment of the templates, all of them read: it escapes whatever is no template's own text."""
    # Imported where a page is made: every process of a run imports this module, and one makes a page.
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    def seen(value: Any) -> Any:
        return as_text(value) if isinstance(value, str) and not hasattr(value, "__html__") else value

    def breakable(name: str) -> Markup:
        return Markup(as_html(name).replace("_", "_<wbr>").replace(".", ".<wbr>"))

    made = Environment(
        loader=PackageLoader("conformance.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=seen,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(anchor=anchor, breakable=breakable, allowed=_allowed)
    made.tests["address_of_the_web"] = lambda text: text.startswith(("https://", "http://"))
    for name, file in (("style", "style.css"), ("behaviour", "page.js")):
        made.globals[name] = Markup(_own(made, file))
    for name in made.list_templates(["html"]):
        made.get_template(name)
    return made


def _own(environment: Environment, file: str) -> str:
    assert environment.loader is not None
    return environment.loader.get_source(environment, file)[0]


def _allowed(text: str) -> str:
    """Return what a content security policy calls a style or a script that is allowed."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
