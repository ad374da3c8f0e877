"""The sequence tier: stories of many calls, told by both clients, with a model as third opinion."""

from conformance.tiers.sequence import check

__all__ = ["check"]
