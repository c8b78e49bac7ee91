"""A small `make check-races`."""

import asyncio
from pathlib import Path

from tests.proofs.check_races import run_all, served
from tests.proofs.races import RACES


def test_only_one_request_succeeds(database_url: str, tmp_path: Path) -> None:
    """Of requests at the same time, over HTTP; on PostgreSQL two processes serve them."""
    workers = 2 if database_url.startswith("postgresql") else 1
    with served(database_url, tmp_path, workers) as address:
        lines = asyncio.run(run_all(address, parallel=25, rounds=1))
    assert len(lines) == len(RACES)
    assert all(line.holds for line in lines), lines
