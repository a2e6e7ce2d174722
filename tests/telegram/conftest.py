"""A Bot API server on this machine, and the product talking with it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from phones import Phones

from bot.botapi import BotApi
from bot.telegram import trouble


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(second=0.02) as server:
        yield server


@pytest.fixture
async def phones(
    database_url: str, tmp_path: Path, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Phones]:
    monkeypatch.setattr(trouble, "PAUSES", (0.02,))
    made = Phones(tmp_path, database_url, api)
    yield made
    await made.close()
