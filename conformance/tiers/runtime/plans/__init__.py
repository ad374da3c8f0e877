"""Plans: which test cases a method gets in each check of the runtime tier.

The one rule: a module for each topic, with ``plan(driver, method, configuration)``. What they share is how a call
is found and what it sends, see `conformance.tiers.runtime.plans.rehearsal`.
"""

from conformance.tiers.runtime.plans import (
    cancellation,
    completion,
    concurrency,
    debug,
    lifecycle,
    loop,
    objects,
    process,
    reconnection,
    retry,
    timeout,
)

__all__ = [
    "cancellation",
    "completion",
    "concurrency",
    "debug",
    "lifecycle",
    "loop",
    "objects",
    "process",
    "reconnection",
    "retry",
    "timeout",
]
