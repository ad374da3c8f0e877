"""The report as one HTML page that needs no network: a matrix first, then each divergence with its script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.model.escaping import as_html as escape
from conformance.report.groups import SHOWN
from conformance.report.table import engine_differences, rows, tiers
from conformance.report.verdict import counts

__all__ = ["page"]

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --good: #1a7f37; --bad: #cf222e; --odd: #9a6700; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 small { font-weight: normal; font-size: 1rem; display: block; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td.coverage { font-size: .85rem; }
pre { overflow-x: auto; padding: .8rem; border: 1px solid var(--line); border-radius: .4rem; font-size: .85rem; }
.conformant, .as-known, .agree { color: var(--good); } .divergent, .diverge { color: var(--bad); font-weight: bold; }
.incomplete, .unstable, .missing, .not-run { color: var(--odd); }
article { border-top: 1px solid var(--line); margin-top: 2rem; } dd { overflow-wrap: anywhere; }
"""


def page(document: Mapping[str, Any]) -> str:
    """Return the page of a report document."""
    return "\n".join(_parts(document)) + "\n"


def _parts(document: Mapping[str, Any]) -> Iterator[str]:
    engine, environment = document["engine"], document["environment"]
    verdict, candidate = document["verdict"], escape(document["candidate"]["factory"])
    yield "<!doctype html>"
    yield f'<html lang="en"><head><meta charset="utf-8"><title>Conformance of {candidate}: {verdict}</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{_STYLE}</style></head><body>"
    yield f'<h1>{candidate} is <span class="{verdict}">{verdict}</span>'
    yield f"<small>compared with {escape(document['reference']['factory'])}: {escape(counts(document))}</small></h1>"
    yield from (f"<p>Incomplete: {escape(why)}</p>" for why in document["incomplete"])
    yield f"<p>pymilvus {escape(environment['pymilvus'])}, Python {escape(environment['python'])}, "
    yield f"{escape(engine['name'])} engine {escape(engine['version'])}, profile {escape(document['profile'])}, "
    yield f"seed {document['seed']}</p>"
    columns = tiers(document)
    yield f"<table><thead><tr><th>method</th>{''.join(f'<th>{tier}</th>' for tier in columns)}"
    yield '<th class="number">examples</th><th>divergences</th><th>coverage</th></tr></thead><tbody>'
    for row in rows(document):
        yield f"<tr><td><code>{escape(row.method)}</code></td>"
        yield from (f'<td class="{status}">{status}</td>' for status in row.statuses.values())
        yield f'<td class="number">{row.examples}</td><td>{escape(row.note)}</td>'
        yield f'<td class="coverage">{escape(row.coverage)}</td></tr>'
    yield "</tbody></table>"
    yield from _causes(document)
    titles = {item["id"]: item["title"] or item["id"] for item in document["causes"]}
    for item in document["divergences"]:
        yield from _divergence(item, titles.get(item["cause"], ""))
    if found := engine_differences(document):
        yield "<h2>Engine differences</h2><p>Both clients agree, the exact answer differs: no divergence.</p><dl>"
        for kind, count, example in found:
            yield f"<dt>{escape(kind)}: {count}</dt><dd><code>{escape(example)}</code></dd>"
        yield "</dl>"
    if document["warnings"]:
        yield "<h2>Warnings</h2><ul>"
        yield from (f"<li>{escape(text)}</li>" for text in document["warnings"])
        yield "</ul>"
    yield "</body></html>"


def _causes(document: Mapping[str, Any]) -> Iterator[str]:
    if found := document["groups"]:
        yield "<h2>New divergences</h2><ul>"
        for item in found[:SHOWN]:
            yield f"<li>{escape(item['title'])}: {len(item['fingerprints'])}</li>"
        yield f"</ul>{f'<p>{len(found) - SHOWN} more groups stand in the JSON report.</p>' if found[SHOWN:] else ''}"
    if known := document["causes"]:
        yield "<h2>Known causes</h2><ul>"
        for item in known:
            words = f"{item['severity']}, {item['fault']}, {item['state']}"
            yield f"<li>{escape(item['title'] or item['id'])} ({words}): {escape(item['notice'])}</li>"
        yield "</ul>"


def _divergence(item: Mapping[str, Any], cause: str) -> Iterator[str]:
    state = "known" if item["known"] else "new"
    yield f'<article><h2 id="{escape(item["fingerprint"])}">'
    yield f"{state}: <code>{escape(item['fingerprint'])}</code></h2>"
    if cause:
        yield f"<p>{escape(cause)}</p>"
    yield f"<pre>{escape(chr(10).join(item['operations']))}</pre><dl>"
    for side in ("reference", "candidate", "verdict"):
        if item[side]:
            yield f"<dt>{'oracle' if side == 'verdict' else side}</dt><dd><code>{escape(item[side])}</code></dd>"
    yield "</dl><details><summary>stand-alone script</summary>"
    yield f"<pre>{escape(item['script'])}</pre></details></article>"
