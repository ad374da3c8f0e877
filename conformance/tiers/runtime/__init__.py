"""The runtime tier: what a client owes because it is async."""

from conformance.tiers.runtime import checks as topics

__all__ = ["topics"]
