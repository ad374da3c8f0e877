"""The plugin's entry point: hooks and fixtures.

The one rule: this module imports pytest and the standard library only; what a fixture needs is imported
when a test asks for it, so that projects that merely have the plugin installed pay nothing.
"""

from __future__ import annotations

import pytest

from pytest_milvus.options import add_options, options_of


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options of design section 5."""
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Check the options, so that a wrong one is an error at once."""
    options_of(config)
