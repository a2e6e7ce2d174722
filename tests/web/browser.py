"""A real browser on the local chat, for any test that wants to talk as a person does.

async with serving(app, port), chromium() as browser, chat_in(browser, f"http://127.0.0.1:{port}/?key=K") as chat:
    await chat.send("เมนู")
    await chat.tap("รายงานผล")
    await chat.heard("เลือกโครงการ")
"""

import asyncio
import os
import shutil
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.async_api import Browser, FilePayload, Locator, Page, async_playwright, expect
from starlette.types import ASGIApp

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
needs_chromium = pytest.mark.skipif(
    shutil.which(CHROMIUM) is None, reason=f"no chromium at {CHROMIUM} (name another with CHROMIUM=/path/to/chromium)"
)


READING = 0.45
"""Seconds after which a second tap on one spot is meant (templates/web/log.js)."""

PATIENCE = 30_000
"""Milliseconds in which what is waited for comes, on a busy machine too."""


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class _Server(uvicorn.Server):
    """Leaves the signals to the test runner."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving(app: ASGIApp, port: int) -> AsyncIterator[None]:
    """The application on a real port, in the loop of the test; gone, open streams and all, on leaving."""
    config = uvicorn.Config(app, port=port, log_level="warning", ws="none", timeout_graceful_shutdown=1)
    server = _Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        assert not task.done(), "the server did not start"
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        end_streams = getattr(getattr(app, "state", None), "end_streams", None)
        if end_streams:
            end_streams()
        await task


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Debian's chromium without a window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        await browser.close()


@dataclass
class LocalChat:
    """The page as its reader uses it. Whatever is waited for comes within PATIENCE or fails."""

    page: Page
    spot: tuple[float, float, float] = (0, 0, 0)
    """Where the last tap was, and when."""

    async def send(self, text: str) -> None:
        """Type a text and send it."""
        box = self.page.locator("#text")
        if len(text) < 2000:
            await box.fill(text)
        else:  # chromium types thousands of lines for seconds
            await box.evaluate("(box, text) => { box.value = text; box.dispatchEvent(new Event('input')); }", text)
        await box.press("Enter")

    async def tap(self, label: str) -> None:
        """Tap the newest button with exactly this label."""
        await self.press(self.page.locator("#log").get_by_role("button", name=label, exact=True).last)

    async def press(self, button: Locator) -> None:
        """Tap a button; on the spot of the last tap only after having read what has come there."""
        await button.click(trial=True)
        box = await button.bounding_box()
        x, y = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) if box else self.spot[:2]
        if abs(x - self.spot[0]) + abs(y - self.spot[1]) < 100:
            await asyncio.sleep(max(0.0, self.spot[2] + READING - time.monotonic()))
        await button.click()
        self.spot = x, y, time.monotonic()

    async def attach(self, *files: Path | FilePayload) -> None:
        """Send photos or files together."""
        await self.page.locator("#files").set_input_files(list(files))  # type: ignore[arg-type]

    async def heard(self, words: str) -> Locator:
        """The newest message of the bot, once it holds these words."""
        last = self.page.locator("#log .bot").last
        await expect(last).to_contain_text(words)
        return last

    async def said(self, words: str) -> Locator:
        """The newest message of the person that holds these words, once the server has told it back."""
        mine = self.page.locator("#log .mine", has_text=words).last
        await expect(mine).to_be_visible()
        return mine

    async def become(self, who: str) -> None:
        """Go on as the first person whose name or role holds `who`."""
        option = self.page.locator("#person option", has_text=who).first
        await self.page.locator("#person").select_option(await option.get_attribute("value"))

    async def download(self, name: str) -> bytes:
        """Save the newest file with this name in its name."""
        async with self.page.expect_download() as waiting:
            await self.page.locator("#log a.file", has_text=name).last.click()
        download = await waiting.value
        return Path(await download.path()).read_bytes()

    async def overflow(self) -> int:
        """By how many pixels anything is wider than the screen."""
        wider: int = await self.page.evaluate(
            "Math.max(...['html', '#scroller'].map((s) => document.querySelector(s))"
            ".map((node) => node.scrollWidth - node.clientWidth))"
        )
        return wider


@asynccontextmanager
async def chat_in(browser: Browser, url: str, *, width: int = 390, height: int = 844) -> AsyncIterator[LocalChat]:
    """A fresh page, as wide as a phone, at the address with the key. A script error on it fails the test."""
    context = await browser.new_context(
        viewport={"width": width, "height": height}, locale="th-TH", timezone_id="Asia/Bangkok", accept_downloads=True
    )
    context.set_default_timeout(PATIENCE)
    expect.set_options(PATIENCE)
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(url)
    await page.locator("#person option").first.wait_for(state="attached")
    yield LocalChat(page)
    await context.close()
    assert errors == []
