"""The surface tier: what both clients offer, compared without calling anything."""

from conformance.checks.surface import check

__all__ = ["check"]
