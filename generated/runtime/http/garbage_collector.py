# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: c4a09b61dfe25f10d09ccf9fec84d0be
"""Settings of Python's garbage collector for a server."""

import gc

YOUNG, MIDDLE, OLD = 50_000, 20, 50
"""The thresholds of the three generations.

With Python's default of 700 for the youngest generation, a server collects several times in each request.
"""


def configure_garbage_collector() -> None:
    """Exclude all present objects from garbage collection, and collect less often.

    Call it once, when the server has loaded the application. These objects exist until the process ends.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
