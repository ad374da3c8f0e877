"""The random words that a dataset is made of.

The one rule: only ``numpy.random.PCG64.random_raw`` is drawn from, whose stream NumPy promises never to
change (NEP 19), unlike the methods of ``Generator``. Row r of a dataset is words ``r * width`` to
``(r + 1) * width`` of the stream, so that any row can be made without those before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Words"]


@dataclass(frozen=True, slots=True)
class Words:
    """Random words for consecutive rows.

    Attributes:
        first: Number of the first row.
        numbers: Unsigned 64-bit integers, shape (rows, width).
    """

    first: int
    numbers: NDArray[np.uint64]

    @classmethod
    def drawn(cls, seed: int, width: int, start: int, stop: int) -> Words:
        """Return the words of rows ``start`` to ``stop`` of the dataset with a seed."""
        bits = np.random.PCG64(seed)
        bits.advance(start * width)
        return cls(start, bits.random_raw((stop - start) * width).reshape(stop - start, width))

    def __len__(self) -> int:
        return len(self.numbers)

    def split(self, widths: Iterable[int]) -> list[Words]:
        """Return these words cut into parts of the given widths."""
        ends = np.cumsum(list(widths))
        return [Words(self.first, part) for part in np.split(self.numbers, ends[:-1], axis=1)]

    def halves(self) -> NDArray[np.uint64]:
        """Return each word as two numbers below 2**32, the lower half first, shape (rows, 2 * width)."""
        return np.asarray(self._cut("<u4"), np.uint64)

    def octets(self) -> NDArray[np.int8]:
        """Return each word as eight signed bytes, the lowest first, shape (rows, 8 * width)."""
        return np.asarray(self._cut("i1"), np.int8)

    def units(self) -> NDArray[np.float64]:
        """Return each word as a multiple of 2**-53 in [0, 1), as ``Generator.random`` does."""
        return np.asarray((self.numbers >> np.uint64(11)) * 2.0**-53, np.float64)

    def below(self, limit: int) -> NDArray[np.int64]:
        """Return each half as a number below ``limit``, by multiplication, as ``Generator.choice`` does.

        The generator would draw again for ``2**32 % limit`` of the 2**32 halves, to be without bias; that
        would make the place of a row in the stream depend on the rows before it.
        """
        return (self.halves() * np.uint64(limit) >> np.uint64(32)).astype(np.int64)

    def _cut(self, dtype: str) -> Any:
        return np.ascontiguousarray(self.numbers, "<u8").view(dtype)
