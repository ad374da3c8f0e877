"""Fills the marked parts of the pages with what the code and the data files say, so that no page can lie.

    python docs/generate.py            fill
    python docs/generate.py --check    only name the pages that are out of date; exit status 1 if there are any

The one rule: what stands between a marker and its end is never written by hand.

    <!-- fill: example first/test_first.py:test_search -->
    <!-- filled -->
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from facts import FACTS

ROOT = Path(__file__).resolve().parent.parent
MARKED = re.compile(
    r"(?P<head><!-- fill: (?P<fact>\w+)(?P<words>[^\n]*?) -->\n).*?(?P<end><!-- filled -->)", re.DOTALL
)


def pages() -> Iterator[Path]:
    """Yield every page, README and changelog included."""
    yield ROOT / "README.md"
    yield ROOT / "CHANGELOG.md"
    yield from sorted((ROOT / "docs").rglob("*.md"))


def filled(text: str) -> str:
    """Return a page with its marked parts filled."""
    return MARKED.sub(lambda m: f"{m['head']}\n{FACTS[m['fact']](*m['words'].split())}\n\n{m['end']}", text)


def main(argv: list[str]) -> int:
    stale = [page for page in pages() if filled(page.read_text("utf-8")) != page.read_text("utf-8")]
    for page in stale:
        print(f"{page.relative_to(ROOT)} {'is out of date' if '--check' in argv else 'filled'}")
        if "--check" not in argv:
            page.write_text(filled(page.read_text("utf-8")), "utf-8")
    return int("--check" in argv and bool(stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
