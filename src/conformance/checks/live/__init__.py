"""The live tier: both clients on a real server, and the oracle as a third opinion."""

from conformance.checks.live import definition, lifecycle, read, session, together, write

__all__ = ["definition", "lifecycle", "read", "session", "together", "write"]
