"""Tiers: each folder holds everything that is true of one kind of comparison; `tiers.TIERS` is their order."""
