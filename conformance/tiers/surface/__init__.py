"""The surface tier: what both clients offer, compared without calling anything."""
