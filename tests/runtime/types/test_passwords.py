"""Hashing and verifying passwords in hand-written code."""

import asyncio
import gc
import operator
import subprocess
import sys
import warnings
from collections.abc import Coroutine
from typing import Any

import anyio
import pytest
from argon2.exceptions import VerifyMismatchError
from argon2.low_level import hash_secret, verify_secret
from pydantic import SecretStr

from generated.runtime.types.passwords import PasswordHash, hash_password, set_password_cost, verify_password
from tests.support.serving import ROOT


def test_a_missing_await_has_no_truth_value() -> None:
    """`if not verify_password(...)` would accept every password."""
    stored = asyncio.run(hash_password("correct horse"))
    message = r"verify_password\(\.\.\.\) has no value yet: write `await verify_password\(\.\.\.\)`\."
    for use in (bool, lambda made: not made, lambda made: made and True):
        with pytest.raises(TypeError, match=f"^{message}$"):
            use(verify_password("wrong", stored))
    for other in (True, False, 1, None, verify_password("wrong", stored)):
        for compare in (operator.eq, operator.ne, lambda a, b: [a].index(b), lambda a, b: b == a):
            with pytest.raises(TypeError, match=f"^{message}$"):
                compare(verify_password("wrong", stored), other)
    with pytest.raises(TypeError, match=r"^hash_password\(\.\.\.\) has no value yet: write `await "):
        operator.eq(hash_password("correct horse"), stored)


def test_a_missing_await_gives_no_warning() -> None:
    """Python's warning about a coroutine would be redundant, and far from the line."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        with pytest.raises(TypeError):
            bool(verify_password("wrong", None))
        gc.collect()
    assert [str(each.message) for each in seen] == []


def test_hashing_can_be_awaited_in_every_way() -> None:
    async def work() -> list[bool]:
        stored = await hash_password("correct horse")
        assert isinstance(stored, PasswordHash)
        made = verify_password("correct horse", stored)
        assert asyncio.iscoroutine(made)
        assert isinstance(made, Coroutine)
        found = [await made, await verify_password(SecretStr("correct horse"), stored)]
        found.append(await asyncio.create_task(verify_password("correct horse", stored)))
        found += await asyncio.gather(*(verify_password("correct horse", stored) for _ in range(2)))
        found.append(await asyncio.wait_for(verify_password("correct horse", stored), 60))
        async with asyncio.TaskGroup() as group:
            task = group.create_task(verify_password("correct horse", stored))
        found.append(task.result())

        async def start(*arguments: Any) -> None:
            found.append(await verify_password(*arguments))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(verify_password, "correct horse", stored)
            tasks.start_soon(start, "correct horse", stored)
        with pytest.raises(RuntimeError, match="already awaited"):
            await made
        return found

    assert asyncio.run(work()) == [True] * 8


def test_a_task_that_verifies_can_be_cancelled() -> None:
    async def work() -> None:
        task = asyncio.create_task(verify_password("correct horse", await hash_password("correct horse")))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        made = verify_password("correct horse", None)
        made.close()
        with pytest.raises(RuntimeError):
            await made

    asyncio.run(work())


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("verify_password('a', 'b')", "unused-coroutine"),
        ("ok: bool = verify_password('a', 'b')", "assignment"),
        ("if not verify_password('a', 'b'): raise ValueError", "truthy-bool"),
        ("if verify_password('a', 'b') == True: raise ValueError", "comparison-overlap"),
        ("hash_password('a')", "unused-coroutine"),
        ("if not await verify_password('a', None): raise ValueError", ""),
        ("task: asyncio.Task[bool] = asyncio.create_task(verify_password('a', 'b'))", ""),
    ],
)
def test_mypy_reports_a_missing_await(reported: dict[str, str], line: str, code: str) -> None:
    found = [text for name, text in reported.items() if name == line]
    assert found == [code]


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The error code of mypy for each line of the test above, or an empty text."""
    marks = getattr(test_mypy_reports_a_missing_await, "pytestmark")[0].args[1]  # noqa: B009 - mypy knows no such attribute
    lines = [line for line, _ in marks]
    file = tmp_path_factory.mktemp("mypy") / "forgotten_awaits.py"
    head = "import asyncio\nfrom generated.runtime.types.passwords import hash_password, verify_password\n"
    file.write_text(
        head + "".join(f"async def f{n}() -> None:\n    {line}\n" for n, line in enumerate(lines))
    )
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--no-error-summary",
        "--config-file",
        "pyproject.toml",
        str(file),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    codes = dict.fromkeys(lines, "")
    for error in done.stdout.splitlines():
        place, _, text = error.partition(": error: ")
        if text:
            # With the cache, the folder may be that of an earlier run.
            assert file.name in place, error
            codes[lines[(int(place.rpartition(":")[2]) - 4) // 2]] = text.rpartition("[")[2].rstrip("]")
    return codes


def test_an_unknown_account_takes_as_long_as_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """So does one whose stored text is no hash, such as that of an account which is locked.

    What counts is how often Argon2 ran over its memory: the times of two runs would say what else the machine does.
    """
    worked: list[str] = []

    def hashed(*arguments: Any, **named: Any) -> bytes:
        worked.append(f"m={named['memory_cost']},t={named['time_cost']},p={named['parallelism']}")
        return hash_secret(*arguments, **named)

    def verified(stored: bytes, *arguments: Any) -> bool:
        try:
            return verify_secret(stored, *arguments)
        except VerifyMismatchError:
            worked.append(stored.decode().split("$")[3])
            raise

    monkeypatch.setattr("argon2._password_hasher.hash_secret", hashed)
    monkeypatch.setattr("argon2._password_hasher.verify_secret", verified)
    set_password_cost(time_cost=2, memory_cost=1024, parallelism=1)
    stored = asyncio.run(hash_password("correct horse"))
    for known in (stored, None, "!", "", "pass\u00e9", "$argon2id$v=19$m=1024,t=2,p=1$c29tZXNhbHQ$"):
        worked.clear()
        assert asyncio.run(verify_password("wrong", known)) is False
        assert worked == ["m=1024,t=2,p=1"], known
    set_password_cost(time_cost=1, memory_cost=8, parallelism=1)


@pytest.mark.parametrize(
    ("time_cost", "memory_cost", "parallelism"), [(0, 8, 1), (1, 7, 1), (1, 31, 4), (1, 8, 0)]
)
def test_an_invalid_cost_is_rejected_when_it_is_set(
    time_cost: int, memory_cost: int, parallelism: int
) -> None:
    with pytest.raises(ValueError, match="memory_cost of at least 8 for each thread"):
        set_password_cost(time_cost=time_cost, memory_cost=memory_cost, parallelism=parallelism)


def test_a_password_that_is_not_valid_unicode_is_hashed_and_verified() -> None:
    """A hand-written login may get a lone surrogate from JSON. An error would contain the password."""

    async def main() -> None:
        password_hash = await hash_password("half \ud83d")
        assert await verify_password("half \ud83d", password_hash)
        for other in ("half \ud83e", "half ", "half ?", "half \ufffd"):
            assert not await verify_password(other, password_hash)
        for stored in (None, "!", await hash_password("correct horse")):
            assert not await verify_password("half \ud83d", stored)

    asyncio.run(main())
