"""``python -m conformance``, which `conformance.cli` is."""

from __future__ import annotations

import sys

from conformance.cli.command import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
