"""The garbage collector of a server: it need not look again and again at what stays until the end."""

import gc

YOUNG, MIDDLE, OLD = 50_000, 20, 50
"""After how many new objects the youngest generation is searched, and how many such searches before the others are.

With Python's own 700 a server searches several times in each request.
"""


def settle_garbage_collector() -> None:
    """Set aside everything that lives already, and search the rest less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
