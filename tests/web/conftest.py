"""One chromium for all tests of the page."""

from collections.abc import AsyncIterator

import pytest
from browser import chromium
from playwright.async_api import Browser


@pytest.fixture(scope="session")
async def chrome() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser
