"""`sujarit simulate`: Telegram or LINE on this machine with people's phones in the terminal, to try an account's setting up
without one. It keeps the platform's rules; what was said is forgotten when it ends."""

import asyncio
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import click

from bot.botapi import TOKEN, BotApi
from bot.lineapi import SECRET, LineApi
from bot.lineapi import TOKEN as LINE_TOKEN

PORTS: Final = {"telegram": 8081, "line": 8082}
HOW: Final = """
Then start it (`make run`) and write here: words are sent; #2 taps button 2; +photo.jpg sends a file; @2 takes up the phone
of person 2, @1 the first one again. Ctrl-D or Ctrl-C ends.
"""
LOOK_EVERY: Final = 0.1
"""Seconds between looks at what was said."""


@dataclass(frozen=True, slots=True)
class Button:
    """Something to tap: a token, or an address to open in a browser."""

    label: str
    token: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message of the bot as it stands in a chat now."""

    id: str
    text: str
    buttons: tuple[Button, ...]


class Platform(Protocol):
    """A platform's people, by numbers from 1."""

    async def say(self, person: int, text: str) -> None:
        """Type words."""

    async def tap(self, person: int, token: str) -> None:
        """Tap a button."""

    async def send(self, person: int, file: Path) -> None:
        """Send a photo, or a file."""

    def bubbles(self, person: int) -> list[Bubble]:
        """What the bot has said, oldest first."""


class OnTelegram:
    """People on Telegram."""

    def __init__(self, api: BotApi) -> None:
        self.api = api

    async def say(self, person: int, text: str) -> None:
        """Type words."""
        await self.api.say(1000 + person, text)

    async def tap(self, person: int, token: str) -> None:
        """Tap a button."""
        await self.api.tap(1000 + person, token)

    async def send(self, person: int, file: Path) -> None:
        """Send a photo, or a file."""
        await self.api.send(1000 + person, file.read_bytes(), "" if _photo(file) else file.name)

    def bubbles(self, person: int) -> list[Bubble]:
        """What the bot has said, oldest first."""
        return [
            Bubble(
                str(shown.id),
                "\n".join(line for line in (f"[{shown.name}]" if shown.name else "", shown.text) if line),
                tuple(Button(button["text"], button["callback_data"]) for button in shown.buttons),
            )
            for shown in self.api.shown(1000 + person)
            if not shown.mine
        ]


class OnLine:
    """People on LINE."""

    def __init__(self, api: LineApi) -> None:
        self.api = api

    async def say(self, person: int, text: str) -> None:
        """Type words."""
        await self.api.say(_user(person), text)

    async def tap(self, person: int, token: str) -> None:
        """Tap a button."""
        await self.api.tap(_user(person), token)

    async def send(self, person: int, file: Path) -> None:
        """Send a photo, or a file."""
        await self.api.send(_user(person), file.read_bytes(), "" if _photo(file) else file.name)

    def bubbles(self, person: int) -> list[Bubble]:
        """What the account has said, oldest first."""
        return [
            Bubble(
                shown.id,
                shown.text,
                tuple(
                    Button(
                        action.get("label") or action.get("displayText", ""),
                        action.get("data", ""),
                        action.get("uri", ""),
                    )
                    for action in shown.actions
                    if action["type"] in ("postback", "uri")
                ),
            )
            for shown in self.api.shown(_user(person))
            if not shown.mine
        ]


async def simulate(channel: str, port: int, typed: AsyncIterator[str], show: Callable[[str], None]) -> None:
    """The platform on that port, until nothing is typed any more."""
    first = int(time.time())  # numbers go on where they were when it ran last, as the platform's do
    if channel == "telegram":
        async with BotApi(port=port, first=first) as api:
            settings = [f"TELEGRAM_BOT_TOKEN={TOKEN}", f"SUJARIT_TELEGRAM_API={api.url}"]
            await _talk("Telegram", api.url, settings, OnTelegram(api), typed, show)
    else:
        async with LineApi(port=port, first=first) as line:
            settings = [f"LINE_CHANNEL_SECRET={SECRET}", f"LINE_CHANNEL_ACCESS_TOKEN={LINE_TOKEN}"]
            settings += [f"SUJARIT_LINE_API={line.url}", "SUJARIT_PUBLIC_URL=http://127.0.0.1:8000"]
            await _talk("LINE", line.url, settings, OnLine(line), typed, show)


async def _talk(
    name: str,
    url: str,
    settings: Sequence[str],
    platform: Platform,
    typed: AsyncIterator[str],
    show: Callable[[str], None],
) -> None:
    show(f"{name} is simulated on {url}. Put this into the .env of the program:\n")
    show("\n".join(f"    {line}" for line in settings))
    show(HOW)
    hand = _Hand(platform, show)
    looking = asyncio.create_task(hand.look_on())
    try:
        async for line in typed:
            await hand.do(line.strip())
    finally:
        looking.cancel()
        await asyncio.wait([looking])
        hand.look()


class _Hand:
    """Somebody at the terminal with several phones, one of them in the hand."""

    def __init__(self, platform: Platform, show: Callable[[str], None]) -> None:
        self.platform, self.show = platform, show
        self.person = 1
        self.phones = {1}
        self._seen: dict[tuple[int, str], Bubble] = {}
        self._buttons: dict[int, tuple[Button, ...]] = {}

    async def do(self, line: str) -> None:
        """What a line asks for."""
        mark, rest = line[:1], line[1:].strip()
        if mark in ("#", "@") and rest.isdecimal() and int(rest):
            number = int(rest)
            await (self._tap(number) if mark == "#" else self._take(number))
        elif mark == "+":
            if Path(rest).is_file():
                await self.platform.send(self.person, Path(rest))
            else:
                self.show(f"There is no file {rest!r}.")
        elif line:
            await self.platform.say(self.person, line)

    async def _take(self, person: int) -> None:
        self.person = person
        self.phones.add(person)
        self.show(f"The phone of person {person}.")

    async def _tap(self, number: int) -> None:
        buttons = self._buttons.get(self.person, ())
        if number > len(buttons):
            self.show(f"There is no button {number}.")
        elif buttons[number - 1].address:
            self.show(f"Open in a browser: {buttons[number - 1].address}")
        else:
            await self.platform.tap(self.person, buttons[number - 1].token)

    async def look_on(self) -> None:
        """Show what comes, as it comes."""
        while True:
            self.look()
            await asyncio.sleep(LOOK_EVERY)

    def look(self) -> None:
        """Show what is new or was changed."""
        for person in sorted(self.phones):
            for bubble in self.platform.bubbles(person):
                before = self._seen.get((person, bubble.id))
                if bubble == before:
                    continue
                self._seen[person, bubble.id] = bubble
                if bubble.buttons:
                    self._buttons[person] = bubble.buttons
                self.show(f"\n── {person}{' (changed)' if before else ''} " + "─" * 40)
                buttons = [f"  #{place} {each.label}" for place, each in enumerate(bubble.buttons, 1)]
                self.show("\n".join([bubble.text, *buttons]))


def _user(person: int) -> str:
    return f"U{person:032x}"


def _photo(file: Path) -> bool:
    return file.suffix.lower() in (".jpg", ".jpeg", ".png", ".heic", ".webp")


async def from_terminal() -> AsyncIterator[str]:
    """Lines as they are typed, from a thread that keeps nobody from ending."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str] = asyncio.Queue()

    def read() -> None:
        for line in iter(sys.stdin.readline, ""):
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, "")

    threading.Thread(target=read, daemon=True).start()
    while line := await lines.get():
        yield line


async def in_terminal(channel: str, port: int) -> None:
    """With the terminal's lines and its screen."""
    await simulate(channel, port, from_terminal(), click.echo)
