"""Anchors of a page: where a name stands, in an address that can be shared.

The one rule: the same name has the same anchor in every report, and two names never have one.
"""

from __future__ import annotations

import hashlib
import re

__all__ = ["anchor"]

LONGEST = 60
"""Characters of a name that an anchor shows."""

_PLAIN = re.compile(r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*")
_OTHER = re.compile(r"[^A-Za-z0-9.]+")


def anchor(name: str, kind: str) -> str:
    """Return the anchor of a name: the name itself where it can be one, else its letters and a hash.

    Args:
        name: A fingerprint, a method, the id of a cause or of a group.
        kind: What it is a name of.
    """
    if len(name) <= LONGEST and _PLAIN.fullmatch(name):
        return f"{kind}-{name}"
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    readable = _OTHER.sub("-", name).strip("-.")[:LONGEST].rstrip("-.")
    return f"{kind}-{readable}-{digest}" if readable else f"{kind}-{digest}"
