"""The package of this folder, installed and used."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hatchling.build import build_wheel

Python = Callable[..., subprocess.CompletedProcess[str]]

SHOP = Path(__file__).parent / "shop"
CLIENTS = "--milvus-reference=shop_clients:ShopClient", "--milvus-candidate=shop_clients:AsyncShopClient"
REPORTS = "--milvus-report=report.json", "--milvus-report=report.csv"
TIERS = [f"--milvus-tier={tier}" for tier in ("surface", "wire", "live", "docs")]


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


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a user's own, in which commands run and reports lie."""
    return tmp_path_factory.mktemp("user")


@pytest.fixture(scope="module")
def python(installed: Path, folder: Path) -> Python:
    """Runs Python where the package is installed."""

    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        environ = {**os.environ, "PYTHONPATH": str(installed)}
        return subprocess.run(
            [sys.executable, *words], cwd=folder, env=environ, capture_output=True, text=True
        )

    return run


@pytest.fixture(scope="module")
def report(python: Python, folder: Path) -> dict[str, Any]:
    """The report of one run with everything that the package adds to the suite."""
    run = python("-m", "conformance", "run", "--milvus-method=find_rows", *TIERS, *CLIENTS, *REPORTS)
    assert run.returncode == 1, run.stdout + run.stderr
    found: dict[str, Any] = json.loads((folder / "report.json").read_text("utf-8"))
    return found


def test_a_method(report: dict[str, Any]) -> None:
    tiers = report["methods"]["find_rows"]
    assert {tier: tiers[tier]["status"] for tier in ("wire", "live")} == {"wire": "agree", "live": "agree"}
    assert tiers["live"]["examples"] > 50
    assert "uncatalogued" not in tiers["wire"]["coverage"]  # no value was a guess


@pytest.mark.parametrize(
    "fingerprint",
    [
        pytest.param("surface.annotations/find_rows annotation where", id="check"),
        pytest.param("docs.explained/find_rows missing docstring", id="tier"),
    ],
)
def test_a_check_and_a_tier(fingerprint: str, report: dict[str, Any], python: Python, tmp_path: Path) -> None:
    scripts = {item["fingerprint"]: item["script"] for item in report["divergences"]}
    assert len(scripts) == 2
    script = tmp_path / "script.py"
    script.write_text(scripts[fingerprint], "utf-8")
    shown = python(script)
    assert shown.returncode == 1, shown.stdout + shown.stderr
    assert "DIVERGENCE" in shown.stdout


def test_an_engine(python: Python, folder: Path) -> None:
    shutil.copy(SHOP / "shop_stock.py", folder / "test_stock.py")
    run = python("-m", "pytest", "-p", "pytest_milvus", "--milvus-engine=shop", "test_stock.py")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "milvus: shop engine" in run.stdout


def test_a_form_of_report(report: dict[str, Any], python: Python, folder: Path) -> None:
    tiers = report["methods"]["find_rows"]
    lines = [f"find_rows,{tier},{item['status']},{item['examples']}" for tier, item in tiers.items()]
    written = (folder / "report.csv").read_text("utf-8")
    assert written.splitlines() == ["method,tier,status,examples", *lines]
    again = python("-m", "conformance", "report", "report.json", "--csv=again.csv")
    assert again.returncode == 0, again.stdout + again.stderr
    assert (folder / "again.csv").read_text("utf-8") == written
