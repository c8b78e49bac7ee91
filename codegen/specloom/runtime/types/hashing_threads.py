"""Threads that hash passwords. Their number is limited, because each hash takes much memory and one core.

They are separate from the threads for other blocking work, so that other work does not wait for hashes.
"""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from ..problems.problem import Overloaded

ResultT = TypeVar("ResultT")


def cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class HashingThreads:
    """Runs functions in `at_once` threads, but in no more threads than cores.

    A call waits at most `wait` seconds for a free thread.
    """

    def __init__(self, at_once: int, wait: float) -> None:
        self.at_once = min(cores(), at_once)
        self.wait = wait
        self._executor = ThreadPoolExecutor(self.at_once, thread_name_prefix="password")

    async def run(self, work: Callable[[], ResultT]) -> ResultT:
        """Run a function and return its result. Raises Overloaded if no thread was free in time."""
        submitted = self._executor.submit(work)
        result = asyncio.wrap_future(submitted)
        try:
            await asyncio.wait({result}, timeout=self.wait)
            if not result.done() and submitted.cancel():
                raise Overloaded
            return await result
        finally:
            result.cancel()  # has an effect only after an error, when the result is not needed any more

    def run_blocking(self, work: Callable[[], ResultT]) -> ResultT:
        """Do the same for synchronous code. The calling thread blocks."""
        submitted = self._executor.submit(work)
        try:
            return submitted.result(self.wait)
        except TimeoutError:
            if submitted.cancel():
                raise Overloaded from None
            return submitted.result()
