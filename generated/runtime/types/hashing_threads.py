# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: f0898f3229af67faecf532c2839a2c09
"""The threads that hash passwords: few at a time, because each hash takes much memory and one core.

They are not the threads that other blocking work waits for, so that nothing else waits for a hash.
"""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from ..problems.problem import Overloaded

ResultT = TypeVar("ResultT")


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class HashingThreads:
    """Runs functions in `at_once` threads, or in as many as there are cores if these are fewer.

    A call waits at most `wait` seconds for a thread.
    """

    def __init__(self, at_once: int, wait: float) -> None:
        self.at_once = min(cores(), at_once)
        self.wait = wait
        self._executor = ThreadPoolExecutor(self.at_once, thread_name_prefix="password")

    async def run(self, work: Callable[[], ResultT]) -> ResultT:
        """Return what a function returns. Raises Overloaded if no thread was free in time."""
        submitted = self._executor.submit(work)
        result = asyncio.wrap_future(submitted)
        try:
            await asyncio.wait({result}, timeout=self.wait)
            if not result.done() and submitted.cancel():
                raise Overloaded
            return await result
        finally:
            result.cancel()  # does nothing but after an error: then nobody waits for the result any more

    def run_blocking(self, work: Callable[[], ResultT]) -> ResultT:
        """Do the same for code that is not async. The calling thread waits."""
        submitted = self._executor.submit(work)
        try:
            return submitted.result(self.wait)
        except TimeoutError:
            if submitted.cancel():
                raise Overloaded from None
            return submitted.result()
