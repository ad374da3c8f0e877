"""A run does not share its fate with what it tests: whatever a candidate does, it ends with the truth."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from io import StringIO
from itertools import product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import psutil
import pytest
from _pytest.config import create_terminal_writer

from conformance.plugin import supervised, supervisor
from conformance.plugin.supervised import Orders, Supervised
from conformance.report.journal import SCHEMA, Journal
from tests.sampling import one_of_each

METHODS = "--milvus-method=list_users", "--milvus-method=list_roles"
WIRE = "--milvus-tier=wire", *METHODS
STEMS = "import os, signal, sys, threading, time\nfrom pymilvus import AsyncMilvusClient\n"
ATTACK = "class Client(AsyncMilvusClient):\n    async def list_users(self, *args, **kwargs):\n        {}\n"
HANG = ATTACK.format("time.sleep(1000)")


class Place:
    """A folder in which runs start."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started: list[subprocess.Popen[str]] = []

    def start(
        self, source: str, *arguments: str, command: tuple[str, ...] = (), **environ: str
    ) -> subprocess.Popen[str]:
        """Start a run with a candidate of one's own."""
        (self.folder / "mine.py").write_text(STEMS + source, encoding="utf-8")
        run = command or ("-m", "conformance", "run")
        words = "--milvus-candidate=mine:Client", "--milvus-report=r.json", *arguments
        process = subprocess.Popen(
            [sys.executable, *run, *words],
            cwd=self.folder,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(self.folder), **environ},
        )
        self.started.append(process)
        return process

    def end(self) -> None:
        """End what a test that failed left."""
        for process in self.started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()

    def run(
        self, source: str, *arguments: str, command: tuple[str, ...] = (), **environ: str
    ) -> tuple[int, str]:
        """Run to the end; return exit status and output."""
        process = self.start(source, *arguments, command=command, **environ)
        output, _ = process.communicate(timeout=200)
        return process.returncode, output

    def report(self) -> dict[str, Any]:
        """Return the report."""
        return json.loads((self.folder / "r.json").read_text(encoding="utf-8"))

    def left(self) -> list[str]:
        """Return what a run should not leave."""
        return [path.name for path in self.folder.iterdir() if path.suffix in (".journal", ".draft")]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path)
    yield place
    place.end()


def until(found: Callable[[], object], seconds: float = 180.0) -> None:
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.05)


def test_a_method_that_ends_the_process_costs_its_own_cases(place: Place) -> None:
    source = ATTACK.format("os._exit(0)")
    status, output = place.run(source, *WIRE, "--junitxml=r.xml")
    assert status == 3, output
    assert "verdict: incomplete" in output
    report = place.report()
    attacked, other = (report["methods"][name]["wire"] for name in ("list_users", "list_roles"))
    assert "exit status 0 without a verdict" in attacked["reasons"]["wire.request/list_users"]
    assert "2 cases of this method" in attacked["reasons"]["wire.validation/list_users"]
    idle = [name for name, status in other["checks"].items() if status == "not-run"]
    assert idle == ["wire.object/list_roles"]  # which gives nothing that has methods
    cases = [case.get("name") for case in ElementTree.parse(place.folder / "r.xml").iter("testcase")]
    assert len(cases) == len(set(cases)) == len(attacked["checks"]) + len(other["checks"])
    assert not place.left()


def test_a_signal_is_named_and_pytest_is_the_same_run(place: Place) -> None:
    source = ATTACK.format("os.kill(os.getpid(), signal.SIGSEGV)")
    command = "-m", "pytest", "-p", "pytest_milvus", "--pyargs", "conformance"
    status, output = place.run(source, "--milvus-tier=wire", METHODS[0], command=command)
    assert status == 3, output
    assert (
        "signal SIGSEGV"
        in place.report()["methods"]["list_users"]["wire"]["reasons"]["wire.request/list_users"]
    )


def test_a_crash_on_a_worker_is_shown_once_more_when_pytest_was_started_again(
    pytestconfig: pytest.Config,
) -> None:
    hook = pytestconfig.hook
    try:
        raise LookupError("of the suite")
    except LookupError:
        shown = pytest.ExceptionInfo.from_current().getrepr()
    report = pytest.TestReport("t.py::t", ("t.py", 1, "t"), {}, "failed", shown, "call")
    report.node = "gw0"  # type: ignore[attr-defined]
    data = hook.pytest_report_to_serializable(config=pytestconfig, report=report)
    again = hook.pytest_report_from_serializable(config=pytestconfig, data=json.loads(json.dumps(data)))
    supervised.read_from_json(again)
    written = StringIO()
    again.toterminal(create_terminal_writer(pytestconfig, written))
    assert "LookupError: of the suite" in written.getvalue()


def test_an_import_that_ends_the_process_is_named(place: Place) -> None:
    status, output = place.run("os._exit(0)\n", *WIRE)
    assert status == 3, output
    assert "during the import of mine:Client: exit status 0 without a verdict" in output
    assert place.report()["verdict"] == "incomplete"
    assert not place.left()


@pytest.mark.parametrize("raised", one_of_each(["sys.exit(0)", "raise KeyboardInterrupt"], type))
def test_an_import_that_raises_what_is_no_exception_is_wrong_usage(place: Place, raised: str) -> None:
    status, output = place.run(f"{raised}\n", *WIRE)
    assert status == 2, output
    assert "Importing the client mine:Client" in output
    assert "Traceback" not in output


@pytest.mark.exhaustive  # it waits for more than a minute: a busy machine takes half of one to come to the import
def test_an_import_without_an_end_meets_the_budget(place: Place) -> None:
    status, output = place.run("import time\ntime.sleep(600)\n", *WIRE, "--milvus-budget=60")
    assert status == 3, output
    assert "during the import of mine:Client: it was ended" in output
    assert place.report()["verdict"] == "incomplete"


def test_a_spent_budget_cuts_off_with_the_reason(place: Place) -> None:
    journal = Journal(place.folder / "run.journal")
    journal.write("begin", schema=SCHEMA, head={}, complete=False)
    orders = Orders(str(journal.path), os.getpid(), 0.0, "7 s", 0)  # this test is the supervisor
    source = "class Client(AsyncMilvusClient): pass\n"
    status, output = place.run(source, *WIRE, **orders.to_environ())
    assert status == 3, output
    reasons = place.report()["methods"]["list_roles"]["wire"]["reasons"]
    assert "the run's budget of 7 s is spent" in reasons["wire.request/list_roles"]
    assert output.count("budget of 7 s") == 2  # as a warning and as the verdict's reason, not for each case
    assert journal.status() == 3


@pytest.mark.parametrize(
    "then", one_of_each(["; [os.open(os.devnull, os.O_RDWR) for _ in range(9)]", ""], type)
)
def test_closed_file_descriptors_are_noticed(place: Place, then: str) -> None:
    source = ATTACK.format(f"os.closerange(0, 4096){then}")
    status, output = place.run(source, "--milvus-tier=wire", METHODS[0])
    assert status == 3, output
    assert "file descriptors were closed that" in output
    assert "wire.request/list_users ran" in output


def test_a_run_that_ends_before_the_watch_looks_has_no_verdict_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(tmp_path / "run.journal")
    journal.write("begin", schema=SCHEMA, head={}, complete=False)
    run = Supervised(Orders(str(journal.path), os.getppid(), 0.0, "", 0))
    run.ends(0)
    run._opened = [os.open(tmp_path, os.O_RDONLY)]  # what it writes to
    os.close(run._opened[0])
    monkeypatch.setattr(supervised.os, "_exit", lambda status: sys.exit(status))
    with pytest.raises(SystemExit, match="3"):
        run.pytest_unconfigure()
    assert journal.status() is None
    assert "file descriptors were closed" in journal.path.read_text("utf-8")


def test_a_closed_descriptor_is_noticed_although_another_file_has_its_number(tmp_path: Path) -> None:
    sentinel = supervised.Sentinel()
    assert not sentinel.is_gone
    another = os.open(tmp_path, os.O_RDONLY)
    os.dup2(another, sentinel._number)
    assert sentinel.is_gone
    for number in (another, sentinel._number, sentinel._other):
        os.close(number)
    assert sentinel.is_gone


@pytest.mark.parametrize(("free", "beside"), [(1 << 30, True), (8192, False)])
def test_a_journal_lies_where_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, beside: bool
) -> None:
    monkeypatch.setattr(supervisor.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(free, 0, free))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "reports").mkdir()
    place = supervisor._place([str(tmp_path / "reports" / "r.json")])
    assert (place.parent.name == "reports") is beside


@pytest.mark.exhaustive
def test_a_case_that_grows_without_end_is_ended_and_named(place: Place) -> None:
    source = ATTACK.format("kept = []\n        while True: kept.append(bytearray(b'1' * 2**20))")
    status, output = place.run(source, "--milvus-tier=wire", METHODS[0], "--milvus-memory=0.6")
    assert status == 3, output
    assert "GiB of memory, more than 0.6 GiB (--milvus-memory)" in output


@pytest.mark.parametrize(
    ("whom", "number"),
    one_of_each(
        list(product(("supervisor", "child", "group"), (signal.SIGTERM, signal.SIGINT, signal.SIGHUP))),
        lambda case: case[0],
    ),
)
def test_a_signal_ends_a_run_with_what_is_known(place: Place, number: int, whom: str) -> None:
    mark = place.folder / "mark"
    source = ATTACK.format(f"open({str(mark)!r}, 'w').close(); await super().list_users(); time.sleep(5)")
    process = place.start(source, "--milvus-tier=surface", *WIRE)
    until(mark.exists)
    family = psutil.Process(process.pid).children(recursive=True)
    {
        "supervisor": lambda: process.send_signal(number),
        "child": lambda: family[0].send_signal(number),
        "group": lambda: os.killpg(process.pid, number),
    }[whom]()
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 3, output
    report = place.report()
    assert report["verdict"] == "incomplete"
    assert report["methods"]["list_roles"]["surface"]["status"] == "agree"
    assert any("stopped by SIG" in text for text in report["warnings"])
    _, alive = psutil.wait_procs(family, timeout=10)
    assert not alive
    assert not place.left()


def test_a_second_ctrl_c_ends_at_once(place: Place) -> None:
    mark = place.folder / "mark"
    stubborn = (
        "def hang():\n"
        f"    open({str(mark)!r}, 'w').close()\n"
        "    while True:\n"
        "        try: time.sleep(1000)\n"
        "        except BaseException: pass\n"
        "hang()\n"
    )
    process = place.start(stubborn, *WIRE)
    until(mark.exists)
    os.killpg(process.pid, signal.SIGINT)
    time.sleep(1)
    assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=15)
    assert process.returncode == 3, output
    assert place.report()["verdict"] == "incomplete"


def test_what_is_killed_leaves_a_journal_that_can_be_read(place: Place) -> None:
    mark = place.folder / "mark"
    process = place.start(
        ATTACK.format(f"open({str(mark)!r}, 'w').close(); time.sleep(1000)"), "--milvus-tier=surface", *WIRE
    )
    until(mark.exists)
    family = psutil.Process(process.pid).children(recursive=True)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    psutil.wait_procs(family, timeout=10)
    (journal,) = place.left()
    command = [sys.executable, "-m", "conformance", "report", journal, "--json", "r.json", "--html", "r.html"]
    told = subprocess.run(command, cwd=place.folder, capture_output=True, text=True, check=True)
    assert "verdict: incomplete" in told.stdout
    assert place.report()["methods"]["list_roles"]["surface"]["status"] == "agree"
    assert place.report()["methods"]["list_users"]["wire"]["status"] == "not-run"


def test_what_outlives_the_verdict_is_ended_and_cannot_change_it(place: Place) -> None:
    source = (
        "import atexit\n"
        "class Client(AsyncMilvusClient): pass\n"
        "threading.Thread(target=time.sleep, args=(1000,)).start()\n"
        "atexit.register(sys.exit, 1)\n"
    )
    started = time.monotonic()
    status, output = place.run(source, "--milvus-tier=surface", *METHODS)
    assert status == 0, output
    assert "verdict: conformant" in output
    assert time.monotonic() - started < 120


def test_a_run_needs_no_terminal(place: Place) -> None:
    source = "class Client(AsyncMilvusClient): pass\n"
    status, output = place.run(source, "--milvus-tier=surface", *METHODS, "-p", "no:terminal")
    assert status == 0, output
    assert place.report()["verdict"] == "conformant"
