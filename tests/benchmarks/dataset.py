"""How fast the seeded datasets are made, and how much memory a million rows take.

Run it: ``python tests/benchmarks/dataset.py [--full]``; ``--full`` also verifies everything that the large recipe
states, which takes a minute or two.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Callable

from pytest_milvus.datasets import load_dataset


def timed(what: str, work: Callable[[], object]) -> None:
    """Print the best of three runs."""
    best = min(once(work) for _ in range(3))
    print(f"{what:<60} {best * 1000:8.0f} ms")


def once(work: Callable[[], object]) -> float:
    """Return the seconds of one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Print the measurements."""
    small, tutorial, large = map(load_dataset, ("small", "tutorial", "large"))
    timed("small: 1,000 rows of 14 fields", lambda: list(small.rows()))
    timed("small: neighbours of 5 queries", lambda: small.truth("dense"))
    timed("tutorial: 10,000 rows", lambda: list(tutorial.rows()))
    timed("large: 10,000 vectors of dimension 128, as an array", lambda: large.vectors("dense", 0, 10_000))
    timed("large: 10,000 rows of dimension 128, as dictionaries", lambda: list(large.rows(0, 10_000)))
    timed("large: the last 1,000 rows", lambda: list(large.rows(999_000)))

    print(f"{'large: 1,000,000 rows in batches':<60} {once(lambda: sum(map(len, large.batches()))):8.1f} s")
    tracemalloc.start()
    sum(len(batch) for batch, _ in zip(large.batches(), range(50), strict=False))
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    print(f"{'large: most memory while batches stream':<60} {peak:8.1f} MB")
    tracemalloc.stop()

    if "--full" in sys.argv:
        assert large.checksum() == large.layout.checksum
        for answer in large.answers:
            rankings = large.truth(answer.field, answer.metric, answer.limit)
            found = [[group.ids for group in ranking.groups] for ranking in rankings]
            assert found == [[ids for _, ids in ranking] for ranking in answer.rankings]
        assert all(len(known.ids) == known.count for known in large.filters)
        print("large: checksum, neighbours and filters are as stated")


if __name__ == "__main__":
    main()
