"""The package of this folder, installed and used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hatchling.build import build_wheel

Python = Callable[..., subprocess.CompletedProcess[str]]

SHOP = Path(__file__).parent / "shop"
CLIENTS = "--milvus-reference=shop_clients:ShopClient", "--milvus-candidate=shop_clients:AsyncShopClient"
RUN = "-m", "conformance", "run", "--milvus-method=find_rows", "--milvus-report=report.json", *CLIENTS


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what pip would install of the package."""
    place = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(SHOP)
        wheel = build_wheel(str(place))
    with zipfile.ZipFile(place / wheel) as packed:
        packed.extractall(place)
    return place


@pytest.fixture
def python(installed: Path, tmp_path: Path) -> Python:
    """Runs Python in a folder of a user's own, where the package is installed."""

    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        environ = {**os.environ, "PYTHONPATH": str(installed)}
        return subprocess.run(
            [sys.executable, *words], cwd=tmp_path, env=environ, capture_output=True, text=True
        )

    return run


def divergences(folder: Path) -> dict[str, str]:
    """Return the script of each divergence, by fingerprint."""
    report = json.loads((folder / "report.json").read_text("utf-8"))
    return {item["fingerprint"]: item["script"] for item in report["divergences"]}


def test_a_method(python: Python, tmp_path: Path) -> None:
    run = python(*RUN, "--milvus-tier=wire", "--milvus-tier=live")
    assert run.returncode == 0, run.stdout + run.stderr
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    tiers = report["methods"]["find_rows"]
    assert {tier: item["status"] for tier, item in tiers.items()} == {"wire": "agree", "live": "agree"}
    assert tiers["live"]["examples"] > 50
    assert "uncatalogued" not in tiers["wire"]["coverage"]  # no value was a guess


@pytest.mark.parametrize(
    ("tier", "fingerprint"),
    [
        ("surface", "surface.annotations/find_rows annotation where"),
        ("docs", "docs.explained/find_rows missing docstring"),
    ],
)
def test_a_check_and_a_tier(tier: str, fingerprint: str, python: Python, tmp_path: Path) -> None:
    run = python(*RUN, f"--milvus-tier={tier}")
    assert run.returncode == 1, run.stdout + run.stderr
    assert list(divergences(tmp_path)) == [fingerprint]
    script = tmp_path / "script.py"
    script.write_text(divergences(tmp_path)[fingerprint], "utf-8")
    assert python(script).returncode == 1


def test_an_engine(python: Python) -> None:
    run = python("-m", "pytest", "-p", "pytest_milvus", "--milvus-engine=shop", SHOP / "shop_stock.py")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "milvus: shop engine" in run.stdout


def test_a_form_of_report(python: Python, tmp_path: Path) -> None:
    run = python(*RUN, "--milvus-tier=docs", "--milvus-report=report.csv")
    assert run.returncode == 1, run.stdout + run.stderr
    written = (tmp_path / "report.csv").read_text("utf-8")
    assert written == "method,tier,status,examples\nfind_rows,docs,diverge,1\n"
    again = python("-m", "conformance", "report", "report.json", "--csv=again.csv")
    assert again.returncode == 0, again.stdout + again.stderr
    assert (tmp_path / "again.csv").read_text("utf-8") == written
