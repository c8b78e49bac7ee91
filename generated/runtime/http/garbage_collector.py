# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 23a3ca46f5b916d48ec5b421901eeac0
"""Settings of Python's garbage collector for a server."""

import gc

YOUNG, MIDDLE, OLD = 50_000, 20, 50
"""The thresholds of the three generations.

With Python's own 700 for the youngest one, a server collects several times in each request.
"""


def settle_garbage_collector() -> None:
    """Exclude all present objects from garbage collection, and collect less often.

    To be called once, when the server has loaded the application: what exists then stays until the process ends.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
