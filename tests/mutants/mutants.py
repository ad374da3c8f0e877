"""The tables of all mutants, by tier; those that are made, not written, are in tables of their own."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

from tests.mutants import (
    administering,
    closing,
    defining,
    fetching,
    gathering,
    hiding,
    iterating,
    searching,
    sequencing,
    visiting,
    writing,
)
from tests.mutants.idling import idlers
from tests.mutants.planting import Mutant
from tests.mutants.surface import signatures
from tests.mutants.visiting import anonyms
from tests.mutants.wire import (
    connecting,
    decoding,
    erring,
    failing,
    keywords,
    reading,
    remembering,
    renaming,
    sending,
    shaping,
    sizing,
    using,
    validating,
)
from tests.mutants.wire import hiding as hiding_on_the_wire

__all__ = ["IDLE", "LIVE", "SEQUENCE", "SURFACE", "WIRE"]


def _planted(*modules: ModuleType) -> Iterator[Mutant]:
    for module in modules:
        for value in vars(module).values():
            mutant = vars(value).get("mutant") if isinstance(value, type) else None
            if isinstance(mutant, Mutant):
                yield mutant


LIVE = tuple(
    _planted(
        closing,
        defining,
        writing,
        searching,
        fetching,
        iterating,
        gathering,
        administering,
        visiting,
        hiding,
    )
)
"""Mutants of the live tier, by what is wrong."""

IDLE = (*idlers(), *anonyms())
"""Mutants of the live tier that are made: one for each method of ``live.call``, and of ``live.access``."""

SEQUENCE = tuple(_planted(sequencing))
"""Mutants of the sequence tier."""

SURFACE = tuple(_planted(signatures))
"""Mutants of the surface tier."""

WIRE = tuple(
    _planted(
        *(sending, connecting, decoding, reading, failing, erring, validating),
        *(keywords, shaping, sizing, renaming, remembering, hiding_on_the_wire, using),
    )
)
"""Mutants of the wire tier, in the order of its checks."""
