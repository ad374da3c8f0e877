"""How long generated data take to draw: what the strategies cost beside the calls they feed.

Run it: ``python tests/benchmarks/strategies.py``
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from conformance.strategies import filters, indexes, rows, schemas
from pytest_milvus.engines.capabilities import profile
from pytest_milvus.exact.filter import select

CAPABILITIES = profile("milvus_lite-3.2.2")[1]
EXAMPLES = 300


def timed(what: str, draw: Callable[[st.DataObject], object]) -> None:
    """Print the mean of one example, Hypothesis' own work included, the best of three runs."""

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def run(data: st.DataObject) -> None:
        draw(data)
        count[0] += 1

    means = []
    for _ in range(3):
        count = [0]
        start = time.process_time()
        run()
        means.append((time.process_time() - start) / count[0])
    print(f"{what:<60} {min(means) * 1000:8.2f} ms")


def main() -> None:
    """Print the measurements."""
    told: Counter[bool] = Counter()

    def schema(data: st.DataObject) -> object:
        return data.draw(schemas(capabilities=CAPABILITIES, auto_id=False))

    def everything(data: st.DataObject) -> None:
        made = data.draw(schemas(capabilities=CAPABILITIES, auto_id=False))
        data.draw(indexes(made, capabilities=CAPABILITIES))
        held = data.draw(rows(made, min_size=20, capabilities=CAPABILITIES))
        condition = data.draw(filters(made, held, capabilities=CAPABILITIES))
        told[0 < len(select(condition, held, made)) < len(held)] += 1

    timed("an integer", lambda data: data.draw(st.integers()))
    timed("a schema", schema)
    timed("a schema, its indexes, 20 rows, a filter, the oracle", everything)
    print(f"{'filters that select some rows and not all':<60} {told[True] / told.total():8.0%}")


if __name__ == "__main__":
    main()
