"""LINE on this machine, and the product talking with it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from lines import Lines

from bot.lineapi import LineApi


@pytest.fixture
async def api() -> AsyncIterator[LineApi]:
    async with LineApi(second=0.02) as server:
        yield server


@pytest.fixture
async def lines(database_url: str, tmp_path: Path, api: LineApi) -> AsyncIterator[Lines]:
    made = Lines(tmp_path, database_url, api)
    await made.open()
    yield made
    await made.close()
