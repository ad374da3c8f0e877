"""Does the suite cry wolf? Run a candidate without a bug with many seeds, and print what each run says.

    python tests/benchmarks/false_alarms.py [--seeds 20] [--first 0] [--busy 0] [--candidate MODULE:FACTORY]
        [pytest or milvus options]

Every line must read ``conformant`` with no divergence, no ``unstable`` method and exit status 0; the script's own
exit status is the number of lines that do not. Options that are not its own go to the run, for example
``--milvus-profile=standard``, ``--milvus-tier=wire`` or ``--milvus-uri=http://127.0.0.1:19530``.

The runtime tier has two candidates of its own. Nobody can cancel a thread, and the small one has few methods, so what
it lacks is no alarm:

    python tests/benchmarks/false_alarms.py --candidate tests.mutants.runtime.threaded:ThreadedClient \
        --busy 2 --milvus-tier=runtime -k "not cancellation"
    python tests/benchmarks/false_alarms.py --candidate tests.mutants.runtime.aio:AioClient \
        --busy 2 --milvus-tier=runtime

What the candidate shares with the reference cannot differ; deadlines and retries can, where the machine is slow.
``--busy 2`` lets two processes spin beside the runs.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from conformance.report.document import unfinished

REPOSITORY = Path(__file__).resolve().parents[2]
WHOLE = "tests.mutants.faithful:FaithfulClient"


def main() -> int:
    """Run every seed and return how many of the runs were not clean."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--timeout", type=float, default=600.0, help="seconds that one run may take")
    parser.add_argument("--keep", type=Path, help="folder for the reports of runs that were not clean")
    parser.add_argument("--busy", type=int, default=0, help="processes that keep the machine busy")
    parser.add_argument("--candidate", default=WHOLE, help="a client without a bug, MODULE:FACTORY")
    given, options = parser.parse_known_args()
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
    print(f"{'seed':>6} {'exit':>4} {'seconds':>8} {'examples':>8}  verdict")
    seeds = range(given.first, given.first + given.seeds)
    # It ends with this script, however that ends.
    spin = f"import os\nwhile os.getppid() == {os.getpid()}: pass"
    spinning = [subprocess.Popen([sys.executable, "-c", spin]) for _ in range(given.busy)]
    try:
        return sum(not _run(seed, given, options) for seed in seeds)
    finally:
        for process in spinning:
            process.kill()


def _run(seed: int, given: argparse.Namespace, options: list[str]) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        words = {"seed": seed, "candidate": given.candidate, "baseline": "none", "report": report}
        command = [sys.executable, "-m", "conformance", "run", "-p", "no:cacheprovider", *options]
        command += [f"--milvus-{key}={value}" for key, value in words.items()]
        command += ["--milvus-partial"] * (given.candidate != WHOLE)
        started = time.perf_counter()
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            capture_output=True,
            text=True,
            timeout=given.timeout,
        )
        seconds = time.perf_counter() - started
        if not report.exists():
            print(
                f"{seed:>6} {done.returncode:>4} {seconds:>8.1f} {'':>8}  no report\n{done.stdout}{done.stderr}"
            )
            return False
        made = json.loads(report.read_text())
        alarms = list(_alarms(made, lacking=given.candidate != WHOLE))
        said = made["verdict"] if not alarms else f"{made['verdict']}: {'; '.join(alarms)}"
        print(
            f"{seed:>6} {done.returncode:>4} {seconds:>8.1f} {made['totals']['examples']:>8}  {said}",
            flush=True,
        )
        clean = done.returncode == 0 and not alarms
        if given.keep and not clean:
            (given.keep / f"seed-{seed}.json").write_text(report.read_text())
            (given.keep / f"seed-{seed}.log").write_text(done.stdout + done.stderr)
        return clean


def _alarms(report: dict[str, Any], *, lacking: bool) -> Any:
    fine = ("agree", "refused", "diverge", "not-run", *["missing"] * lacking)
    for item in report["divergences"]:
        yield item["fingerprint"]
    yield from (f"{check} not-run" for check in unfinished(report))
    for method, tiers in report["methods"].items():
        for name, tier in tiers.items():
            if tier["status"] not in fine:
                yield f"{name} {method} {tier['status']}"
            if tier.get("facts", {}).get("unstable"):
                told = [fact for fact in tier["facts"] if fact.startswith("unstable: ")]
                yield f"{name} {method}: {tier['facts']['unstable']} unstable examples, {'; '.join(told)}"
            if tier.get("facts", {}).get("timed out"):
                yield f"{name} {method}: {tier['facts']['timed out']} calls timed out"


if __name__ == "__main__":
    sys.exit(main())
