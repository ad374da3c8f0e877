"""A form of report: one line for each case, for a spreadsheet."""

import csv
import io
from collections.abc import Mapping
from typing import Any


def as_csv(document: Mapping[str, Any]) -> str:
    """Return the text of a report; the document is the JSON report."""
    file = io.StringIO()
    lines = csv.writer(file, lineterminator="\n")
    lines.writerow(["method", "tier", "status", "examples"])
    for method, tiers in document["methods"].items():
        for tier, item in tiers.items():
            lines.writerow([method, tier, item["status"], item["examples"]])
    return file.getvalue()
