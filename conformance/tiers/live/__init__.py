"""The live tier: both clients on a real server, and the oracle as a third opinion."""

from conformance.tiers.live import access, call, definition, lifecycle, read, session, together, write

__all__ = ["access", "call", "definition", "lifecycle", "read", "session", "together", "write"]
