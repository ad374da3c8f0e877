"""The command as a user runs it: exit statuses, reports, and the same answer for the same seed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.tiers.tiers import cases
from tests.sampling import one_of_each

ROOT = Path(__file__).parents[2]
WRONG = {"--milvus-candidate": "a client", "--milvus-baseline": "a file", "--milvus-report": "a file"}
FEW = ("--milvus-method=get", "--milvus-method=drop_partition")


def conformance(folder, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests" / "mutants")}
    command = [sys.executable, "-m", "conformance", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=240, check=False
    )


def test_a_conformant_run(tmp_path):  # of every tier, and the same again: test_same_report.py
    tiers = ("--milvus-tier=surface", "--milvus-tier=live")
    run = conformance(tmp_path, "run", *FEW, *tiers, "--milvus-report=r.json", "--milvus-seed=3")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "verdict: conformant" in run.stdout
    assert "live.read/get" in run.stdout
    assert "live.access: not tried: needs a server that asks for a token" in run.stdout
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert report["schema"] == "pytest-milvus/report/2"
    assert report["methods"]["get"]["live"]["status"] == "agree"
    assert report["methods"]["get"]["live"]["examples"] > 50


def test_a_new_divergence_is_status_1_and_its_script_shows_it_alone(tmp_path, milvus_uri):
    (tmp_path / "lossy.py").write_text(
        "from pymilvus import AsyncMilvusClient\n"
        "class Lossy(AsyncMilvusClient):\n"
        "    async def get(self, *args, **kwargs):\n"
        "        rows = await super().get(*args, **kwargs)\n"
        "        del rows[1:]\n"
        "        return rows\n",
        encoding="utf-8",
    )
    arguments = (*FEW, "--milvus-tier=live", "--milvus-candidate=lossy:Lossy", "--milvus-report=r.json")
    run = conformance(tmp_path, "run", *arguments)
    assert run.returncode == 1, run.stdout + run.stderr
    assert "   live.read/get" in run.stdout
    assert "Traceback" not in run.stdout + run.stderr
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    # Other checks may tell what only shows there: which rows they draw depends on their strategies.
    told = {item["fingerprint"].partition(" ")[0]: item for item in report["divergences"]}
    assert all(check.endswith("/get") for check in told)
    found = told["live.read/get"]
    assert report["verdict"] == "divergent"
    assert found["test_case"]["$SceneTestCase"]["scene"]["$Scene"]["rows"]["$tuple"][2:] == []
    script = tmp_path / "repro.py"
    for text, status in ((found["script"], 1), (found["script"].replace("Lossy", "AsyncMilvusClient"), 0)):
        script.write_text(text.replace("from lossy import A", "from pymilvus import A"), encoding="utf-8")
        environment = {**os.environ, "MILVUS_URI": milvus_uri}
        shown = subprocess.run(
            [sys.executable, str(script)],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        assert shown.returncode == status, shown.stdout + shown.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    one_of_each(
        [
            (["--milvus-method=serch"], "Selecting the method serch"),
            (["--milvus-tier=wirre"], "choose among: surface, wire, runtime"),
            (["--milvus-candidate=no_such_module:X"], "No module named"),
            (["--milvus-candidate=pymilvus:NoClient"], "pymilvus has no NoClient"),
            (["--milvus-baseline=absent.toml"], "Reading the baseline absent.toml"),
            (["--milvus-report=r.txt"], "r.txt"),
            (["--milvus-report=no/folder/r.json"], "its folder does not exist"),
            (["--milvus-profile=quik"], "quick, standard, deep"),
            (["--milvus-seed=often"], "often"),
        ],
        lambda case: WRONG.get(case[0][0].partition("=")[0], "a word"),
    ),
)
def test_wrong_usage_is_status_2_and_one_clear_error(tmp_path, arguments, message):
    run = conformance(tmp_path, "run", *arguments)
    assert run.returncode == 2, run.stdout + run.stderr
    assert message in run.stdout + run.stderr
    assert "Traceback" not in run.stdout + run.stderr


def test_an_unreachable_server_is_status_3_and_a_report_all_the_same(tmp_path):
    run = conformance(tmp_path, "run", *FEW, "--milvus-uri=http://127.0.0.1:1", "--milvus-report=r.json")
    assert run.returncode == 3, run.stdout + run.stderr
    assert "verdict: incomplete" in run.stdout
    assert "Traceback" not in run.stdout + run.stderr
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert report["verdict"] == "incomplete"
    assert report["methods"]["get"]["live"]["status"] == "not-run"


def test_what_a_candidate_lacks_is_missing(tmp_path):
    (tmp_path / "partial.py").write_text(
        "from pymilvus import AsyncMilvusClient\n"
        "class Partial:\n"
        "    def __init__(self, **words):\n"
        "        self.inner = AsyncMilvusClient(**words)\n"
        "    async def get(self, *args, **kwargs):\n"
        "        return await self.inner.get(*args, **kwargs)\n"
        "    async def close(self):\n"
        "        await self.inner.close()\n",
        encoding="utf-8",
    )
    only = ("--milvus-tier=live", "--milvus-candidate=partial:Partial", "--milvus-report=r.json")
    run = conformance(tmp_path, "run", *FEW, *only, "--milvus-partial")
    assert run.returncode == 0, run.stdout + run.stderr
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert report["methods"]["get"]["live"]["status"] == "agree"
    assert report["methods"]["drop_partition"]["live"]["status"] == "missing"
    assert (report["verdict"], report["partial"], report["divergences"]) == ("conformant", True, [])
    run = conformance(tmp_path, "run", "--milvus-method=drop_partition", *only)
    assert run.returncode == 1, run.stdout + run.stderr
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert report["verdict"] == "divergent"
    (lacking,) = report["divergences"]
    assert lacking["fingerprint"] == "surface.signature/drop_partition missing member"


def test_every_check_is_listed(tmp_path):
    listed = conformance(tmp_path, "list").stdout.split()
    assert {case.id for case in cases()} <= set(listed)
    assert {"surface.signature/search", "wire.request/search", "live.read/search"} <= set(listed)
    assert len(listed) == len(set(listed))


def test_what_cannot_be_tried_agrees_with_nothing(tmp_path):
    arguments = ("--milvus-tier=live", "--milvus-method=refresh_load", "--milvus-report=r.json")
    run = conformance(tmp_path, "run", *arguments, "-rs")
    assert run.returncode == 3, run.stdout + run.stderr
    assert "verdict: incomplete" in run.stdout
    assert "call: the server lacks reload" in run.stdout.partition("short test summary")[2]
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    tried = report["methods"]["refresh_load"]["live"]
    assert (tried["status"], tried["examples"]) == ("not-run", 0)
    assert report["warnings"] == [
        "live.access: not tried: needs a server that asks for a token (--milvus-token)",
        "refresh_load: the tier live tried nothing of it (call: the server lacks reload)",
    ]


def known(folder, **causes):
    lines = []
    for name, fingerprints in causes.items():
        lines += [
            "[[cause]]",
            f'id = "{name}"',
            f'title = "It is {name}"',
            'notice = "It is so."',
            'severity = "low"',
        ]
        lines += ['fault = "candidate"', f"fingerprints = {json.dumps(fingerprints)}"]
    (folder / "known.toml").write_text("\n".join(lines), encoding="utf-8")
    return "--milvus-tier=surface", "--milvus-baseline=known.toml"


def test_a_known_cause_that_is_fixed_is_told_and_fails_a_strict_run(tmp_path):
    arguments = known(
        tmp_path,
        gone=["surface.signature/get parameter-missing parameters.nothing"],
        there=["surface.signature/get_load_state parameter-name parameters.partition_name"],
    )
    both = ("--milvus-method=get", "--milvus-method=get_load_state", "--junitxml=r.xml")
    run = conformance(tmp_path, "run", *arguments, *both, "--milvus-strict-baseline")
    assert run.returncode == 1, run.stdout + run.stderr
    assert "warning: fixed: gone did not show" in run.stdout
    assert "verdict: as-known (0 new and 1 known divergence of 1 cause; " in run.stdout
    assert "exit status 1: fixed, and still in the baseline: gone" in run.stdout
    junit = (tmp_path / "r.xml").read_text("utf-8")
    assert '<property name="verdict" value="as-known (0 new' in junit
    assert '<property name="cause" value="there" />' in junit
    assert "conformance-event" not in junit


def test_a_known_cause_that_was_not_tried_is_unobserved_and_fails_nothing(tmp_path):
    arguments = known(tmp_path, once=["surface.signature/get kind member", "wire.request/get type result"])
    run = conformance(tmp_path, "run", *arguments, "--milvus-method=get", "--milvus-strict-baseline")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "warning: unobserved: 1 known cause did not show" in run.stdout
