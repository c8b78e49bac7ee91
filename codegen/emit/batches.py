"""The classes of many entities: those of earlier runs recalled, the others made, in several processes if it pays.

The classes of one entity are always made by themselves, so that what comes out depends on nothing else, whichever
entities are made in the same run or process.
"""

import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import astuple
from threading import Thread
from typing import Any

from codegen.emit.classes import Attribute, Class, class_sources
from codegen.emit.memory import Memory, key_of

Sources = dict[str, str]
Progress = Callable[[int, int], None]
"""Is told how many of how many are done."""

SHARE = 30
"""Entities that are worth a process of their own: its start takes as long as they do."""
ALONE = 50
"""Entities of a service from which on a process pays even for one: there is enough to do beside it."""
MOST_PROCESSES = 8
_AHEAD = 2
"""Entities that a process is given before it has answered for the first."""
_TICK = 0.1
"""Seconds between two looks at how far the processes are."""

_PROCESS = """
import json, sys
sys.path[:] = json.loads(sys.stdin.readline())
from codegen.emit.batches import serve
serve()
"""


@contextmanager
def begun(groups: Sequence[Sequence[Class]], memory: Memory) -> Iterator[Callable[[Progress], list[Sources]]]:
    """Begin to make the classes of each entity, and yield what waits for them.

    It returns, for each entity, their sources by name, and raises ClassError as `class_sources` does.
    """
    keys = [key_of("classes", repr(tuple(group))) for group in groups]
    recalled = [memory.recall(key) for key in keys]
    missing = [index for index, text in enumerate(recalled) if text is None]
    wanted = [groups[index] for index in missing]

    def wait(progress: Progress) -> list[Sources]:
        for index, sources in zip(missing, made(progress), strict=True):
            memory.keep(keys[index], json.dumps(sources))
        return [json.loads(memory.used[key]) for key in keys]

    with _begun(wanted, _processes(len(wanted), len(groups))) as made:
        yield wait


def _processes(missing: int, entities: int) -> int:
    """Return how many processes are worth their start; none if this one has started by itself before."""
    if not missing or entities < ALONE or not sys.executable:
        return 0
    if missing < SHARE and "datamodel_code_generator" in sys.modules:
        return 0
    return min(_processors(), MOST_PROCESSES, -(-missing // SHARE))


@contextmanager
def _begun(groups: list[Sequence[Class]], count: int) -> Iterator[Callable[[Progress], list[Sources]]]:
    """Have processes make the classes. What they leave undone is made here, so that its fault shows here."""
    done: dict[int, Sources] = {}
    processes: list[subprocess.Popen[str]] = []
    threads: list[Thread] = []

    def wait(progress: Progress) -> list[Sources]:
        for thread in threads:
            while thread.is_alive():
                progress(len(done), len(groups))
                thread.join(_TICK)
        for index, group in enumerate(groups):
            if index not in done:
                progress(len(done), len(groups))
                done[index] = class_sources(list(group))
        return [done[index] for index in range(len(groups))]

    try:
        pending = deque(range(len(groups)))
        with suppress(OSError):  # no process can be started here
            for _ in range(count):
                processes.append(_process())
                threads.append(
                    Thread(target=_drive, args=(processes[-1], groups, pending, done), daemon=True)
                )
                threads[-1].start()
        yield wait
    finally:
        for process in processes:
            process.kill()
        for thread in threads:
            thread.join()
        for process in processes:
            with suppress(OSError), process:  # closes the pipes; what is left in them is of no use
                pass


def _process() -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-P", "-c", _PROCESS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # an interrupt reaches it too, and is explained by this process alone
        encoding="ascii",
    )


def _drive(
    process: "subprocess.Popen[str]",
    groups: list[Sequence[Class]],
    pending: deque[int],
    done: dict[int, Sources],
) -> None:
    """Hand out entities to a process, few at a time, until none is left or the process has ended."""
    assert process.stdin is not None and process.stdout is not None
    given: deque[int] = deque()
    try:
        process.stdin.write(json.dumps(sys.path) + "\n")
        while True:
            while pending and len(given) < _AHEAD:
                given.append(pending.popleft())
                process.stdin.write(json.dumps([astuple(each) for each in groups[given[-1]]]) + "\n")
            process.stdin.flush()
            if not given:
                return
            done[given[0]] = json.loads(process.stdout.readline())
            given.popleft()
    except (OSError, ValueError, IndexError):  # it has ended, or another took the last one
        return


def serve() -> None:
    """Make the classes of an entity for each line of standard input, and write a line for each."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    sys.stdout = sys.stderr  # whatever a library prints is no answer
    for line in sys.stdin:
        answers.write(json.dumps(class_sources([_class(*each) for each in json.loads(line)])) + "\n")
        answers.flush()


def _class(name: str, base: str, docstring: str, attributes: list[list[Any]]) -> Class:
    return Class(name, base, docstring, tuple(Attribute(*each) for each in attributes))


def _processors() -> int:
    """Return the number of processors that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # which not every system has
    return (len(affinity(0)) if affinity else os.cpu_count()) or 1
