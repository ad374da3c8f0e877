"""The surface tier compares any two classes, with no server, no Milvus, and nothing that is only true of Milvus."""

import json
import subprocess
import sys
from pathlib import Path

from conformance.clients import Factory, resolve
from conformance.plugin.settings import causes_for

SHOP = """
class Shop:
    def __init__(self, url, timeout=10): ...
    def session(self): ...                      # a plain counterpart is local in pymilvus, and not here
    def search(self, query, limit=10, **kwargs): ...
    def add(self, name, price=0): ...
    def remove(self, name): ...
    def label(self): ...
    @property
    def url(self): return ""
    @staticmethod
    def slug(name): return name
    def __enter__(self): return self
    def __exit__(self, *args): ...

class AsyncShop:
    def __init__(self, url, timeout=10): ...
    def session(self): ...
    async def search(self, query, limit=10, **kwargs): ...
    async def add(self, name, price=1): ...
    async def label(self): ...
    @property
    def url(self): return ""
    @staticmethod
    def slug(name): return name
    async def __aenter__(self): return self
    async def __aexit__(self, *args): ...
"""


def test_any_two_classes(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(SHOP, "utf-8")
    names = ("--milvus-reference", "shop:Shop", "--milvus-candidate", "shop:AsyncShop")
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "conformance",
            "run",
            "--milvus-tier",
            "surface",
            *names,
            "--milvus-report=r.json",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert run.returncode == 1, run.stdout + run.stderr
    assert "Traceback" not in run.stdout + run.stderr
    report = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert {item["fingerprint"] for item in report["divergences"]} == {
        "surface.signature/session awaitable result",
        "surface.signature/add parameter-default parameters.price",
        "surface.signature/remove missing member",
    }
    assert [item["script_shows"] for item in report["divergences"]] == [True] * 3
    statuses = {name: tiers["surface"]["status"] for name, tiers in report["methods"].items()}
    assert {name for name, status in statuses.items() if status == "diverge"} == {"add", "remove", "session"}
    assert {name for name, status in statuses.items() if status == "agree"} == {
        *("__init__", "context-manager", "label", "other-members", "search", "slug", "url"),
    }
    assert report["warnings"] == []


def test_what_is_known_of_pymilvus_is_not_known_of_others() -> None:
    own = resolve("pymilvus:AsyncMilvusClient")
    assert own.is_of("pymilvus")
    assert resolve("pymilvus.milvus_client:MilvusClient").is_of("pymilvus")
    assert not Factory("mine:Faithful", type("Faithful", (own.client,), {"__module__": "mine"})).is_of(
        "pymilvus"
    )
    assert not Factory("pathlib:Path", Path).is_of("pymilvus")
    assert not Factory("pymilvus_too:make", lambda **_: None).is_of("pymilvus")


def test_another_client_is_not_excused_by_what_is_known_of_pymilvus() -> None:
    reference, own = resolve("pymilvus:MilvusClient"), resolve("pymilvus:AsyncMilvusClient")
    other = Factory("mine:Client", type("Client", (own.client,), {"__module__": "mine"}))
    assert causes_for("auto", own, reference)
    assert causes_for("auto", other, reference) == ()
    assert causes_for("auto", own, other) == ()
    assert causes_for("none", own, reference) == ()
