"""The runtime tier: what a client owes because it is async."""

from conformance.checks.runtime import topics

__all__ = ["topics"]
