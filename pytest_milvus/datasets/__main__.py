"""``python -m pytest_milvus.datasets RECIPE``: what a recipe should state about its rows.

The one rule: it prints, and its user decides; put the lines at the end of the recipe, and the counts into its
filters, where you trust them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

from pytest_milvus.datasets import Dataset, load_dataset
from pytest_milvus.datasets.dataset import BLOCK
from pytest_milvus.exact.search import Metric

LIMIT = 10


def statement(dataset: Dataset) -> Iterator[str]:
    """Yield the lines of TOML that state a dataset's checksums and neighbours."""
    for known in dataset.filters:
        yield f"# {known.text}: {len(known.ids)}"
    numbers = range(-(-dataset.size // BLOCK))
    if len(numbers) > 1:
        yield "\n[blocks]"
        chosen = sorted({0, len(numbers) // 2, numbers[-1]})
        yield from (f'{number} = "{dataset.block_checksum(number)}"' for number in chosen)
    for field in dataset.schema.vectors:
        metrics: tuple[Metric, ...] = ("L2", "IP", "COSINE") if "dim" in field.params else ("IP",)
        for metric in metrics:
            yield f'\n[[answers]]\nfield = "{field.name}"\nmetric = "{metric}"\nlimit = {LIMIT}\nrankings = ['
            for ranking in dataset.truth(field.name, metric, LIMIT):
                groups = [[group.distance, group.sorted_ids()] for group in ranking.groups]
                yield f"    {json.dumps(groups)},"
            yield "]"


def main(arguments: list[str]) -> None:
    """Print the statement of one recipe."""
    dataset = load_dataset(arguments[0])
    sys.stdout.write(f'checksum = "{dataset.checksum()}"\n')
    sys.stdout.writelines(f"{line}\n" for line in statement(dataset))


if __name__ == "__main__":
    main(sys.argv[1:])
