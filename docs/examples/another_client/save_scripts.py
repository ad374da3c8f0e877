"""Writes the reproduction script of every new divergence of a report: save_scripts.py report.json FOLDER."""

import json
import sys
from pathlib import Path

report, folder = json.loads(Path(sys.argv[1]).read_text("utf-8")), Path(sys.argv[2])
for number, divergence in enumerate(report["divergences"]):
    if not divergence["known"]:
        print(divergence["fingerprint"])
        (folder / f"divergence_{number}.py").write_text(divergence["script"], "utf-8")
