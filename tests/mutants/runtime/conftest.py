"""What the tests of the runtime tier share."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def silent_pymilvus() -> Iterator[None]:
    """Failures are provoked here; nobody needs to read of them."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
