"""The real product as one process on a fresh data folder, and a phone-wide page that looks at it."""

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

from browser import LocalChat, chat_in, chromium
from running import Running


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path)
    running.start()
    yield running
    running.stop()


@pytest.fixture
async def chat(product: Running) -> AsyncIterator[LocalChat]:
    async with chromium() as browser, chat_in(browser, product.address) as chat:
        yield chat
