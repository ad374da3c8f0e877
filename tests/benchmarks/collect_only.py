"""What the installed plugin costs a project that does not use it.

Collects an unrelated project with the plugin and with ``-p no:pytest_milvus``, in turns, and prints the ratio of
the medians (design section 10: at most 1.05): of processor time, which a busy machine disturbs least, and of
wall time. ``python tests/benchmarks/collect_only.py [ROUNDS]``
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = "import pytest\n@pytest.mark.parametrize('number', range(50))\ndef test_one(number):\n    pass\n"
ARGUMENTS = {"with": (), "without": ("-p", "no:pytest_milvus")}


def collect(folder: Path, *arguments: str) -> tuple[float, float]:
    """Return the processor time and the wall time of one collection, in seconds."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *arguments]
    start, used = time.perf_counter(), _processor_time()
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return _processor_time() - used, time.perf_counter() - start


def _processor_time() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main(rounds: int) -> None:
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in ARGUMENTS}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pytest.ini").write_text("[pytest]\n")
        for number in range(10):
            (folder / f"test_{number}.py").write_text(PROJECT)
        for turn in range(rounds + 1):
            for name, arguments in ARGUMENTS.items():
                took = collect(folder, *arguments)
                if turn:  # the first one compiles
                    times[name].append(took)
    for number, kind in enumerate(("processor", "wall")):
        medians = {name: statistics.median(pair[number] for pair in taken) for name, taken in times.items()}
        shown = ", ".join(f"{median * 1000:.0f} ms {name}" for name, median in medians.items())
        print(f"{kind:<10} ratio {medians['with'] / medians['without']:.3f} (at most 1.05): {shown}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
