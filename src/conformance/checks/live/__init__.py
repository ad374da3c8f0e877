"""The live tier: both clients on a real server, and the oracle as a third opinion."""

from conformance.checks.live import call, definition, lifecycle, read, session, together, write

__all__ = ["call", "definition", "lifecycle", "read", "session", "together", "write"]
