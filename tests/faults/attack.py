"""Attacking a run: start it, do what the fault says, wait for its end within a limit, look at what is there.

The one rule: whatever the run does, nothing of it is left when `attack` returns.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import psutil

from pytest_milvus.data import data_path
from tests.faults.acts import ACTS
from tests.faults.fault import ATTACKED, INNOCENT, Fault
from tests.faults.forgery import forgeries
from tests.faults.leftover import MARK, end, folders, processes, remaining, secrets
from tests.faults.places import placed

__all__ = ["PARTS", "TOKEN", "Result", "attack", "started_run"]

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "root:Ge'heim<7ü%3a&\"9+/zebra>"
MEMORY = 8 << 30
"""Bytes that a run may take before the attack is called off."""

AT_WORK = re.compile(r"^\[ *\d+/\d+\]", re.MULTILINE)
"""What a run prints when its first case of note is done."""

PARTS = ("temporary", "work", "reports")
"""Folders of a run: of temporary files, the one that it runs in, and that of its reports."""

FORMS = ("r.json", "r.md", "r.html", "r.xml")
OURS = re.compile(r"unobserved|proved little|were not reached|of the examples")


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a fault.

    Attributes:
        fault: The fault.
        status: Exit status, negative for a signal, ``None`` if the run had to be ended.
        seconds: How long the run took.
        memory: Most bytes that its processes took.
        verdict: Verdict of the JSON report, else the one printed, else ``""``.
        says: Statuses of the attacked method, and warnings.
        reports: Forms that were written.
        left: What it left behind.
        spared: Whether the innocent method was compared.
        output: What it printed.
    """

    fault: Fault
    status: int | None
    seconds: float
    memory: int
    verdict: str
    says: str
    reports: tuple[str, ...]
    left: tuple[str, ...]
    spared: bool
    output: str

    @property
    def wrong(self) -> list[str]:
        """What is not as the fault expects it."""
        fault = self.fault
        forms = [form for form in FORMS if form not in self.reports and form != "r.xml"]
        text = self.says if "r.json" in self.reports else self.output
        return [
            *([f"status {self.status}"] if self.status not in fault.allowed else []),
            *([f"{self.seconds:.0f} s"] if self.seconds > fault.within else []),
            *([f"no {' '.join(forms)}"] if fault.reports and forms else []),
            *(f"left {item}" for item in self.left),
            *([f"{INNOCENT} was not compared"] if fault.spared and not self.spared else []),
            *([f"does not say {fault.says!r}"] if fault.says not in text else []),
        ]


def attack(fault: Fault, limit: float, keep: Path | None = None) -> Result:
    """Attack a run and return what came of it.

    Args:
        fault: What to do.
        limit: Seconds after which the run is ended.
        keep: Where the reports and the output stay, ``None`` for nowhere.
    """
    with tempfile.TemporaryDirectory(prefix="fault-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for part in PARTS:
            (folder / part).mkdir()
        with placed(fault.place, folder):
            result = _attacked(fault, limit, folder)
            if keep is not None:
                _keep(keep / fault.name.replace(" ", "-"), folder, result)
        return result


def _attacked(fault: Fault, limit: float, folder: Path) -> Result:
    mark, log = uuid.uuid4().hex, folder / "output.txt"
    started = time.monotonic()
    with log.open("wb") as output:
        run = started_run(fault, folder, mark, output)
    watch = _Watch(run, fault, log, mark, started + limit)
    try:
        status = watch.wait()
        seconds = time.monotonic() - started
        left = remaining(mark) if status is not None else []
    finally:
        end(mark)
        run.wait()
    report = _report(folder / "reports" / "r.json")
    left = [*dict.fromkeys(left)]
    left += folders(*(folder / part for part in PARTS))
    if fault.arguments and "--milvus-uri" in " ".join(fault.arguments):
        left += [f"secret in {found}" for found in secrets(TOKEN, folder / "reports", log.parent)]
    left += forgeries(folder / "reports", log)
    text = log.read_text("utf-8", "replace")
    return Result(
        fault,
        status,
        seconds,
        watch.memory,
        report.get("verdict") or ((re.findall(r"^verdict: (\w[\w-]*)", text, re.MULTILINE) or [""])[-1]),
        watch.trouble or _says(report, text),
        tuple(form for form in FORMS if _written(folder / "reports" / form)),
        tuple(left),
        _spared(report),
        text,
    )


def started_run(fault: Fault, folder: Path, mark: str, output: BinaryIO) -> psutil.Popen:
    """Start the run of a fault.

    Args:
        fault: What is attacked, and how it is called.
        folder: Has the folders ``work``, ``reports`` and ``temporary``.
        mark: Value of `MARK` for all its processes.
        output: Takes what it prints.
    """
    return psutil.Popen(
        _command(fault, folder / "reports"),
        cwd=folder / "work",
        env=_environment(fault, mark, folder / "temporary"),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=_plain_signals,
    )


class _Watch:
    """Waits for the end of a run: acts once it is at work, and ends it when it takes too long or too much."""

    def __init__(self, run: psutil.Popen, fault: Fault, log: Path, mark: str, limit: float) -> None:
        self.run, self.fault, self.log, self.mark, self.limit = run, fault, log, mark, limit
        self.memory, self.trouble = 0, ""
        self._act = ACTS[fault.act] if fault.act else None

    def wait(self) -> int | None:
        """Return the exit status, ``None`` if the run had to be ended."""
        while (status := self.run.poll()) is None:
            if self._act and AT_WORK.search(self.log.read_text("utf-8", "replace")):
                act, self._act = self._act, None
                act(self.run)
            self.memory = max(self.memory, _memory(self.run))
            if self.memory > MEMORY or time.monotonic() > self.limit:
                much = f"took {self.memory >> 30} GiB" if self.memory > MEMORY else "did not end"
                self.trouble = f"{much}; {self._where()}"
                end(self.mark)
                return None
            time.sleep(0.1)
        if self._act:
            self.trouble = f"it ended before {self.fault.act}"
        return int(status)

    def _where(self) -> str:
        return f"{len(processes(self.mark))} processes"


def _memory(run: psutil.Popen) -> int:
    total = 0
    with suppress(psutil.Error):
        for process in [run, *run.children(recursive=True)]:
            with suppress(psutil.Error):
                total += process.memory_info().rss
    return total


def _command(fault: Fault, reports: Path) -> list[str]:
    client = (
        [f"--milvus-candidate=tests.faults.candidates.{fault.candidate}:Client"] if fault.candidate else []
    )
    return [
        *(sys.executable, "-m", "conformance", "run", *client),
        *(f"--milvus-tier={tier}" for tier in fault.tiers),
        *(f"--milvus-method={method}" for method in fault.methods),
        # What is known of pymilvus' own client is not known of others, and would hide what a fault does.
        f"--milvus-baseline={data_path('causes', 'pymilvus.toml')}",
        "--milvus-scripts=none",  # scripts bring no new danger: tests/unit/cli/test_replay.py
        *(f"--milvus-report={reports / form}" for form in FORMS if form != "r.xml"),
        # pytest itself ends with an error where it cannot write its own file.
        *([] if fault.place else [f"--junitxml={reports / 'r.xml'}"]),
        *fault.arguments,
    ]


def _environment(fault: Fault, mark: str, temporary: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "MILVUS_"))}
    token = {"PYTEST_MILVUS_TOKEN": TOKEN} if any("--milvus-uri" in text for text in fault.arguments) else {}
    return {
        **kept,
        **token,
        MARK: mark,
        "PYTHONPATH": str(ROOT),
        "TMPDIR": str(temporary),
        "XDG_STATE_HOME": str(temporary / "milvus-state"),
        "XDG_CACHE_HOME": str(temporary / "milvus-cache"),
        "COLUMNS": "200",
    }


def _plain_signals() -> None:
    """In the child: a shell that runs this in the background has told it to ignore Ctrl-C."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def _report(path: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        return dict(json.loads(path.read_text("utf-8")))
    return {}


def _written(path: Path) -> bool:
    with suppress(OSError):
        return path.stat().st_size > 0
    return False


def _spared(report: dict[str, Any]) -> bool:
    found = report.get("methods", {}).get(INNOCENT, {})
    return bool(found) and all(tier["examples"] > 0 for tier in found.values())


def _says(report: dict[str, Any], output: str) -> str:
    if not report:
        lines = [line for line in output.splitlines() if line.strip()]
        return " / ".join(line.strip() for line in lines[-2:])[:300]
    found = report["methods"].get(ATTACKED, {})
    statuses = [f"{tier} {found[tier]['status']}" for tier in found]
    return "; ".join([*statuses, *_news(report)])


def _news(report: dict[str, Any]) -> Iterator[str]:
    yield from (item["fingerprint"] for item in report["divergences"][:1] if not item["known"])
    news = [text for text in report["warnings"] if not OURS.search(text)]
    yield from news[:3]
    if len(news) > 3:
        yield f"{len(news) - 3} more warnings"


def _keep(place: Path, folder: Path, result: Result) -> None:
    place.mkdir(parents=True, exist_ok=True)
    (place / "output.txt").write_text(result.output[-200_000:], "utf-8", "replace")
    for form in FORMS:
        path = folder / "reports" / form
        if _written(path) and path.stat().st_size < 1 << 20:
            (place / form).write_bytes(path.read_bytes())
