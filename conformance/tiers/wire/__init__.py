"""The wire tier: both clients on scripted servers of their own; what they send and make of the answers."""

from conformance.tiers.wire import checks as topics

__all__ = ["topics"]
