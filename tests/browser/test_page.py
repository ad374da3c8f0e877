"""The page of a report as a person meets it: at both widths, in both schemes, with a keyboard, on paper.

``PYTEST_MILVUS_PICTURES=FOLDER`` keeps a picture of each for people to look at.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance.report.anchors import anchor
from conformance.report.writers import write_report
from tests.unit.report.reports import SCRIPT, hostile, large

pytestmark = pytest.mark.exhaustive

SIZES = pytest.mark.parametrize("width", [1300, 390])
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

TOO_WIDE = """() => [...document.querySelectorAll("body *")]
    .filter((element) => element.checkVisibility() && !element.closest("pre, .unseen, .skip"))
    .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map((element) => element.outerHTML.slice(0, 200))"""
OPEN_ALL = """() => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
    for (const panel of document.querySelectorAll(".panel")) panel.removeAttribute("hidden");
}"""

Opener = Callable[..., Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A large report, a small one of the same kind, and one whose texts are hostile."""
    folder = tmp_path_factory.mktemp("pages")
    for name, report in (
        ("large", large()),
        ("small", large(20, 20, methods=10)),
        ("hostile", hostile()),
    ):
        write_report(folder / f"{name}.html", report)
    return folder


@pytest.fixture
def opener(browser: Any, folder: Path) -> Iterator[Opener]:
    """Opens a page as the test wants it; at the end nothing may have been complained of or asked for."""
    contexts, complaints = [], []

    def opened(name: str, hash: str = "", *, width: int = 1300, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on(
            "request",
            lambda request: complaints.extend([request.url] * (not request.url.startswith("file:"))),
        )
        page.goto(f"{(folder / name).as_uri()}.html{hash}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def picture(page: Any, name: str) -> None:
    if pictures := os.environ.get("PYTEST_MILVUS_PICTURES"):
        page.screenshot(path=Path(pictures) / f"{name}.png")


@SIZES
@SCHEMES
def test_nothing_is_wider_than_the_window(opener, width, scheme):
    page = opener("large", width=width, color_scheme=scheme)
    for place in ("body", "#new", "#known", "#methods"):
        page.evaluate("place => document.querySelector(place).scrollIntoView()", place)
        picture(page, f"{width}-{scheme}-{place.strip('#')}")
    assert page.evaluate(TOO_WIDE) == []
    page.emulate_media(media="print", color_scheme=scheme)
    picture(page, f"{width}-{scheme}-print")
    assert page.locator(".filter:visible, nav:visible").count() == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@SIZES
@SCHEMES
def test_a_checker_of_accessibility_finds_nothing_in_a_page_with_all_open(opener, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = opener("small", width=width, color_scheme=scheme)
    page.evaluate(OPEN_ALL)
    assert page.evaluate(TOO_WIDE) == []
    picture(page, f"{width}-{scheme}-open")
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response
    assert len(found["passes"]) > 20
    assert [(item["id"], item["nodes"][0]["html"][:300]) for item in found["violations"]] == []


def test_hostile_texts_do_nothing(opener):
    page = opener("hostile", width=390)
    page.evaluate(OPEN_ALL)
    assert page.evaluate(TOO_WIDE) == []
    assert page.locator("h1").count() == 1


def test_an_address_that_was_shared_opens_what_it_is_about(opener):
    name = anchor(large()["divergences"][250]["fingerprint"], "divergence")
    page = opener("large", f"#{name}")
    assert page.locator(f"[id='{name}'] .body").first.is_visible()
    assert (
        page.evaluate("name => Math.abs(document.getElementById(name).getBoundingClientRect().top)", name)
        < 300
    )
    page.evaluate("location.hash = '#method-get_role_0--wire'")
    page.locator("#method-get_role_0--wire").wait_for(state="visible")


def test_a_filter_narrows_all_that_is_shown(opener):
    page = opener("large")
    rows, entries = page.locator("tbody[data-severities]:visible"), page.locator(".entry:visible")
    assert rows.count() == 134
    before = entries.count()
    page.select_option("select[name=severity]", "high")
    assert 0 < entries.count() < before
    assert {entry.get_attribute("data-severity") for entry in entries.all()} == {"high"}
    page.fill("input[name=text]", "parameter number 3 ")
    assert entries.count() == 1
    page.click("text=Show all")
    page.wait_for_function("document.getElementById('shown').textContent === ''")
    page.fill("input[name=text]", "get_role_0")
    assert rows.count() == 1
    assert page.text_content("#shown").endswith("1 of 134 methods")
    page.select_option("select[name=status]", "unstable")
    page.fill("input[name=text]", "")
    wanted = [
        name
        for name, tiers in large()["methods"].items()
        if any(told["status"] == "unstable" for told in tiers.values())
    ]
    assert rows.count() == len(wanted) > 0
    page.select_option("select[name=tier]", "sequence")
    page.fill("input[name=text]", "nothing is called so")
    assert rows.count() == entries.count() == 0
    assert page.locator(".nothing:visible").count() == 3
    # An address wins over a filter that would hide what it is about.
    page.evaluate("location.hash = '#method-get_role_0'")
    page.locator("#method-get_role_0").wait_for(state="visible")
    assert rows.count() == 134


def test_a_keyboard_is_enough(opener):
    page = opener("large")
    page.locator("tbody a").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    panels = page.locator(".panel:not([hidden])")
    assert panels.count() == 1
    focused = "document.activeElement.getAttribute('href')"
    opened = page.evaluate(focused)
    assert page.evaluate("location.hash") == opened
    assert page.locator(opened).is_visible()
    assert page.evaluate("document.activeElement.getAttribute('aria-expanded')") == "true"
    page.keyboard.press("Escape")
    assert panels.count() == 0
    assert page.evaluate("document.querySelector('.matrix').contains(document.activeElement)")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert panels.count() == 0
    # The table is one stop of the Tab key.
    page.keyboard.press("Tab")
    assert not page.evaluate("document.querySelector('.matrix').contains(document.activeElement)")


def test_a_script_is_copied_as_it_is(opener):
    page = opener("large", permissions=["clipboard-read", "clipboard-write"])
    page.locator(".entry > details > summary").first.click()
    page.locator(".divergence > summary").first.click()
    page.locator(".script > summary").first.click()
    page.locator(".script .copy").first.click()
    page.locator("text=Copied").first.wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith(SCRIPT)


def test_without_scripts_everything_can_be_read(opener):
    page = opener("small", java_script_enabled=False)
    assert page.locator(".panel:visible").count() == 10
    assert page.locator(".filter:visible").count() == 0
