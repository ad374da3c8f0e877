"""``python -m conformance``, and the same as ``conformance``; see `conformance.cli`."""

from __future__ import annotations

import sys
from pathlib import Path

from conformance.cli.command import main

__all__ = ["console", "main"]


def console() -> int:
    """Run the command as ``python -m`` does, which finds clients in the working folder."""
    sys.path.insert(0, str(Path.cwd()))
    return main()


if __name__ == "__main__":
    sys.exit(main())
