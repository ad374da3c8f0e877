"""Call sequences on the embedded engine: they prove something, surprise nobody, and are the same under xdist."""

import json
import os
import subprocess
import sys

import pytest

from conformance.strategies.sequences import known_methods


def run(folder, report, *arguments):
    command = [sys.executable, "-m", "conformance", "run", "--milvus-tier=sequence", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, f"--milvus-report={report}", *arguments],
        cwd=folder,
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads((folder / report).read_text(encoding="utf-8"))


def timeless(value):
    if isinstance(value, dict):
        return {key: timeless(item) for key, item in value.items() if key != "seconds"}
    return [timeless(item) for item in value] if isinstance(value, list) else value


@pytest.mark.exhaustive
def test_stories_prove_something_and_the_model_agrees(tmp_path):
    report = run(tmp_path, "report.json", "--milvus-seed=5")
    assert set(report["methods"]) == set(known_methods())
    tiers = [tiers["sequence"] for tiers in report["methods"].values()]
    facts = {}
    for tier in tiers:
        assert tier["engine differences"] == {}
        for fact, count in tier["facts"].items():
            facts[fact] = facts.get(fact, 0) + count
    examples = sum(tier["examples"] for tier in tiers)
    assert facts["succeeded"] >= 0.6 * examples  # else little is proved
    assert facts["both refused"] >= 0.05 * examples  # and errors belong to call sequences, too
    assert facts["earlier call succeeded"] > 3 * facts["earlier call refused"]


@pytest.mark.exhaustive  # of all tiers and fewer methods: test_conformance_run.py
def test_the_same_stories_are_told_under_xdist(tmp_path):
    few = ("--milvus-seed=3", "--milvus-method=query", "--milvus-method=drop_alias", "--milvus-method=upsert")
    alone = run(tmp_path, "one.json", *few)
    assert timeless(alone) == timeless(run(tmp_path, "two.json", *few, "-n2"))
    assert {tiers["sequence"]["status"] for tiers in alone["methods"].values()} == {"agree"}
