"""A Bot API server on this machine, and the product talking with it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from phones import Phones

from bot.botapi import BotApi


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
async def phones(database_url: str, tmp_path: Path, api: BotApi) -> AsyncIterator[Phones]:
    made = Phones(tmp_path, database_url, api)
    yield made
    await made.close()
