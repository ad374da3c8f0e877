"""Bugs in what both clients share of everything else: what stands where, and under which name."""

from __future__ import annotations

