"""The surface tier: what both clients offer, compared without calling anything."""

from conformance.tiers.surface import check

__all__ = ["check"]
