"""Run the surface and wire tiers on releases of pymilvus, each in an environment of its own.

    python tests/benchmarks/releases.py                            those of RELEASES, as CI does
    python tests/benchmarks/releases.py 2.5.4 3.0.2 --page         others; their table goes to the page on compatibility

Exit status 1 if a run crashed, a case did not run, or nothing was compared; a divergence is no failure. It needs
``uv``, which is among the dev requirements.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.report.document import unfinished

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/reference/compatibility.md"
SEEN = re.compile(r"(<!-- seen -->\n).*(<!-- end -->)", re.DOTALL)

RELEASES = ("2.5.18", "2.6.17", "3.0.0")
PINS = ("setuptools<81", "marshmallow<4", "grpcio==1.67.*", "protobuf==5.*")
"""What pymilvus 2.5 and 2.6 need beside them: they import what newer releases of these have dropped."""

TOGETHER = 2
LIMIT = 1500
"""Seconds that a run may take; one with many divergences, of which calls wait and try again, takes some minutes."""

HEAD = ("pymilvus", "Methods", "Missing", "Agree", "Diverge", "Divergences", "Examples")


@dataclass(frozen=True)
class Run:
    """A run on a release: its exit status, what it printed, and its report if it wrote one."""

    release: str
    status: int
    output: str
    report: Mapping[str, Any] | None

    def problems(self) -> Iterator[str]:
        """Yield what is wrong with the run itself; that clients differ is not."""
        if self.status not in (0, 1):
            yield f"exit status {self.status}"
        if self.report is None:
            yield "no report"
            return
        if self.report["verdict"] == "incomplete":
            yield "the verdict is incomplete"
        if left := unfinished(self.report):
            yield f"not run: {', '.join(left)}"
        if not any(
            status in ("agree", "diverge") and name.startswith("wire.")
            for name, status in self.cases().items()
        ):
            yield "no method was compared on the wire"

    def cases(self) -> Mapping[str, str]:
        """Return the status of each case."""
        assert self.report is not None
        tiers = (tier for tiers in self.report["methods"].values() for tier in tiers.values())
        return {name: status for tier in tiers for name, status in tier["checks"].items()}

    def row(self) -> Sequence[str]:
        """Return the release's line of the table; `HEAD` names the columns."""
        assert self.report is not None
        methods = self.report["methods"]
        # A member that only the surface knows (a property, ``with``) is no method.
        called = [tiers for tiers in methods.values() if "wire" in tiers]
        there = [tiers for tiers in called if tiers["wire"]["status"] != "missing"]
        diverge = sum("diverge" in {tier["status"] for tier in tiers.values()} for tiers in there)
        totals = self.report["totals"]
        found = [
            item
            for item in self.report["divergences"]
            if item["kind"] != "missing" or item["path"] != "member"
        ]
        counts = (len(called), len(called) - len(there), len(there) - diverge, diverge, len(found))
        return [self.release, *map(str, counts), f"{totals['examples']:,}"]


def run(release: str, folder: Path) -> Run:
    """Make an environment with a release and run the suite in it; what goes wrong is in what it returns."""
    try:
        return _run(release, folder / release)
    except subprocess.TimeoutExpired as late:
        return Run(release, -1, f"{late.stdout or b''!r}\nnot finished after {LIMIT} s", None)
    except subprocess.CalledProcessError as failed:
        return Run(release, failed.returncode, f"no environment: {' '.join(map(str, failed.cmd))}", None)


def _run(release: str, place: Path) -> Run:
    python = place / "env/bin/python"
    pins = PINS if int(release.split(".")[0]) < 3 else ()
    _uv("venv", "--quiet", "--python", sys.executable, str(place / "env"))
    packages = ["-e", str(ROOT), "pytest-xdist", f"pymilvus=={release}", *pins]
    _uv("pip", "install", "--quiet", "--python", str(python), *packages)
    words = "-n 2 --milvus-tier=surface --milvus-tier=wire"
    words += " --milvus-profile=quick --milvus-seed=1 --milvus-baseline=none"
    done = subprocess.run(
        [python, "-m", "conformance", "run", *words.split(), f"--milvus-report={place / 'report.json'}"],
        cwd=place, capture_output=True, text=True, timeout=LIMIT,
    )  # fmt: skip
    path = place / "report.json"
    report = json.loads(path.read_text("utf-8")) if path.exists() else None
    return Run(release, done.returncode, done.stdout + done.stderr, report)


def _uv(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "uv", *words], check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("releases", nargs="*", default=RELEASES)
    parser.add_argument("--page", action="store_true", help=f"write the table to {PAGE.name}")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(TOGETHER) as pool:
        runs = list(pool.map(lambda release: run(release, Path(folder)), asked.releases))
    failed = False
    for item in runs:
        for problem in item.problems():
            failed = True
            print(f"{item.output}\npymilvus {item.release}: {problem}")
    if failed:
        return 1
    lines = [HEAD, ["---"] * len(HEAD), *(item.row() for item in runs)]
    shown = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    print(shown)
    if asked.page:
        PAGE.write_text(SEEN.sub(lambda m: f"{m[1]}\n{shown}\n\n{m[2]}", PAGE.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
