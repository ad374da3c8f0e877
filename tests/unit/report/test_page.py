"""The page holds all that a report does, leads where it says, and lets no text of others be anything but a text."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest

from conformance.model.escaping import as_text
from conformance.report.anchors import anchor
from conformance.report.groups import SHOWN
from conformance.report.markdown import markdown
from conformance.report.page import page
from tests.unit.report.reports import HARM, hostile, large

UNSEEN = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
VOID = {"meta", "input", "wbr"}


class Page(HTMLParser):
    """A page's elements, attributes and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.within: list[str] = []
        self.own: dict[str, str] = {}
        self.feed(text)
        self.text = "".join(self.texts)
        assert self.within == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.within.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.within and self.within[-1] in ("script", "style"):
            self.own[self.within[-1]] = self.own.get(self.within[-1], "") + data
        else:
            self.texts.append(data)

    def all(self, name: str) -> list[str]:
        """Return the values of an attribute."""
        return [str(attributes[name]) for _, attributes in self.elements if name in attributes]

    def count(self, tag: str) -> int:
        """Return how many elements of a kind there are."""
        return sum(name == tag for name, _ in self.elements)


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    return large()


@pytest.fixture(scope="module")
def made(report: dict[str, Any]) -> Page:
    return Page(page(report))


@pytest.fixture(scope="module")
def harmed() -> Page:
    return Page(page(hostile()))


def test_each_divergence_of_a_large_report_stands_on_the_page_once(report, made):
    assert len(report["divergences"]) == 500
    ids = Counter(made.all("id"))
    assert {ids[anchor(item["fingerprint"], "divergence")] for item in report["divergences"]} == {1}
    assert made.text.count("print('line 59 of a script") == 500
    assert made.text.count("\n# 499\n") == 1


def test_a_large_page_is_little_longer_than_its_scripts(report):
    texts = sum(len(item["script"]) for item in report["divergences"])
    cells = 134 * 5
    assert len(page(report)) < 1.3 * texts + 2000 * len(report["divergences"]) + 1500 * cells


def test_what_is_folded_away_is_what_nobody_has_to_read_first(report, made):
    assert len(report["groups"]) > SHOWN
    assert f"{len(report['groups']) - SHOWN} groups more" in made.text
    order = [
        made.text.rindex(word) for word in ("No known cause owns", "Known causes", "Methods", "Coverage")
    ]
    assert order == sorted(order)
    first = made.text.index(report["groups"][0]["title"])
    assert first < made.text.index(report["causes"][0]["title"])


@pytest.mark.parametrize("name", ["made", "harmed"])
def test_anchors_are_unique_and_links_lead_to_them(name, request):
    found = request.getfixturevalue(name)
    ids = found.all("id")
    assert len(set(ids)) == len(ids)
    assert not [link for link in found.all("href") if link.startswith("#") and link[1:] not in ids]
    assert not [link for link in found.all("aria-controls") if link not in ids]


def test_each_cell_says_its_status_and_leads_to_what_is_behind_it(report, made):
    cells = [attributes for tag, attributes in made.elements if tag == "td" and "data-tier" in attributes]
    assert len(cells) == 134 * 5
    wanted = {(tier, told["status"]) for tiers in report["methods"].values() for tier, told in tiers.items()}
    assert {(cell["data-tier"], cell["data-status"]) for cell in cells} == wanted
    links = made.all("href")
    for method, tiers in report["methods"].items():
        assert {f"#{anchor(method, 'method')}--{tier}" for tier in tiers} <= set(links)


@pytest.mark.parametrize("name", ["made", "harmed"])
def test_a_page_loads_nothing_and_allows_no_script_but_its_own(name, request):
    found = request.getfixturevalue(name)
    assert found.all("src") == found.all("onerror") == found.all("onclick") == found.all("style") == []
    assert (found.count("script"), found.count("style"), found.count("img"), found.count("link")) == (
        1,
        1,
        0,
        0,
    )
    assert not re.search(r"url\(|@import|https?:", found.own["style"] + found.own["script"])
    policy = next(text for text in found.all("content") if "default-src" in text)
    for what in ("script", "style"):
        digest = base64.b64encode(hashlib.sha256(found.own[what].encode()).digest()).decode()
        assert f"{what}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy


def test_hostile_texts_are_texts(harmed):
    assert not [link for link in harmed.all("href") if not link.startswith(("#", "https://"))]
    assert not UNSEEN.findall(harmed.text)
    assert not [
        value
        for _, attributes in harmed.elements
        for value in attributes.values()
        if UNSEEN.search(value or "")
    ]
    assert harmed.text.count(as_text(HARM)) > 20
    assert harmed.count("h1") == 1
    assert "49" not in harmed.text


def test_a_script_that_did_not_show_its_divergence_says_so():
    report = large(2, 0, methods=2)
    assert "did not show the divergence" not in page(report)
    assert "did not show it" not in markdown(report)
    report["divergences"][0]["script_shows"] = False
    assert page(report).count("did not show the divergence") == 1
    assert markdown(report).count("did not show it") == 1


def test_what_differs_stands_before_all_that_each_gave():
    report = large(1, 0, methods=1)
    report["divergences"][0]["differs"] = {"reference": "no <error>", "candidate": "code 5"}
    found = Page(page(report)).text
    assert found.index("no <error>") < found.index("All that each gave") < found.index("'distance': 0.5")
    made = markdown(report)
    assert "* reference: `no <error>`" in made
    assert "'distance'" not in made


def test_a_report_of_a_run_that_did_nothing_is_a_page():
    from conformance.report.document import document
    from tests.unit.report.test_document import HEAD

    found = Page(page(document([], [], HEAD)))
    assert "no check was selected" in found.text
    assert "incomplete" in found.text


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("get", "method-get"),
        ("session.search", "method-session.search"),
        ("__init__", "method-init-"),
        ("get order", "method-get-order-"),
        ("get-order", "method-get-order"),
        ("\u202e", "method-"),
        ("a" * 61, f"method-{'a' * 60}-"),
    ],
)
def test_an_anchor_is_the_name_where_it_can_be(name, wanted):
    made = anchor(name, "method")
    assert made == wanted or re.fullmatch(re.escape(wanted) + "[0-9a-f]{10}", made)
    assert re.fullmatch("[A-Za-z0-9._-]+", made)


def test_two_names_never_have_one_anchor():
    assert anchor("get order", "x") != anchor("get-order", "x") != anchor("get: order", "x")
