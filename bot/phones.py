"""How people of a stage reach the product: in the local chat, or on Telegram or LINE over a server on this machine.

All take the same acts and give the same messages, so that a story is played alike on every channel. On a platform what is
given was first found standing in the person's chat, as it was said.
"""

import asyncio
import re
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from typing import Any, Final, Protocol

from sqlalchemy import Connection, delete, or_, select

from bot import lineapi
from bot.bootstrap import Product
from bot.botapi import MAX_TEXT, TOKEN, BotApi, Shown
from bot.dialogs.kit import IMAGE_SUFFIXES, suffix
from bot.lineapi import LineApi
from bot.messages import Card, Choices, File, Message, Picture, Progress, Text, load
from storage import bindings, tables
from storage.database import Record

Platform = BotApi | LineApi
BINDINGS: Final = 7_000_000_000
"""Chats on Telegram are numbered beyond 32 bits."""


class Lost(Exception):  # noqa: N818 - what was found
    """What the product says it said does not stand in the chat."""


def platform(channel: str) -> Platform | None:
    """The server of a channel that needs one."""
    if channel == "local":
        return None
    if channel == "telegram":
        return BotApi()
    api = LineApi()
    api.patience = 60  # a story is not about how busy the machine is
    return api


def settings_for(platform: Platform) -> dict[str, Any]:
    """How a product reaches that server."""
    if isinstance(platform, BotApi):
        return {"telegram_bot_token": TOKEN, "telegram_api": platform.url, "telegram_per_second": 0}
    account = {"line_channel_secret": lineapi.SECRET, "line_channel_access_token": lineapi.TOKEN}
    return {**account, "line_api": platform.url, "public_url": platform.home.url}


def phones_for(product: Product, platform: Platform | None) -> "Phones":
    """The phones of people who talk with the product there."""
    if platform is None:
        return LocalPhones(product)
    return TelegramPhones(product, platform) if isinstance(platform, BotApi) else LinePhones(product, platform)


class Phones(Protocol):
    """The people's side of one channel."""

    async def start(self) -> None:
        """Ready to talk."""

    async def stop(self) -> None:
        """No more."""

    async def say(self, person: int, text: str) -> None:
        """Type words."""

    async def tap(self, person: int, token: str, label: str) -> None:
        """Tap a button."""

    async def send(self, person: int, name: str, mime: str, data: bytes) -> None:
        """Send a file."""

    async def settled(self) -> None:
        """Wait until all is done that follows."""

    async def heard(self, person: int) -> list[tuple[str, Message]]:
        """What was said to a person, by ids that stay, oldest first."""

    async def file(self, person: int, message: File) -> bytes | None:
        """The document that came with a message."""


class LocalPhones:
    """Browsers."""

    def __init__(self, product: Product) -> None:
        self.product, self.chat = product, product.local
        self.counter = 0

    async def start(self) -> None:
        """Nothing has to be begun."""

    async def stop(self) -> None:
        """Nor ended."""

    async def say(self, person: int, text: str) -> None:
        """Type words."""
        await self.chat.store_text(person, self._id(), text)

    async def tap(self, person: int, token: str, label: str) -> None:
        """Tap a button."""
        await self.chat.store_tap(person, self._id(), token, label)

    async def send(self, person: int, name: str, mime: str, data: bytes) -> None:
        """Send a file."""
        await self.chat.store_media(person, self._id(), "", name, mime, data, "")

    def _id(self) -> str:
        """A fresh id of the shape the browser makes."""
        self.counter += 1
        return f"{self.counter:026d}"

    async def settled(self) -> None:
        """Wait until all is done that follows."""
        await self.product.service.settled()

    async def heard(self, person: int) -> list[tuple[str, Message]]:
        """What the page shows."""
        return [(entry.id, load(entry.body)) for entry in await self.chat.history(person) if not entry.mine]

    async def file(self, person: int, message: File) -> bytes | None:
        """As the browser saves it."""
        found = await self.chat.file(message.file)
        return found.data if found else None


class TelegramPhones:
    """Telegram on phones, with a server of our own in between."""

    def __init__(self, product: Product, api: BotApi) -> None:
        assert product.telegram is not None
        self.product, self.telegram, self.api = product, product.telegram, api
        self._given: dict[int, int] = {}
        self._stop = asyncio.Event()

    async def start(self) -> None:
        """Everybody who could use the local chat uses Telegram instead."""
        for person in await self.product.database.write(_move_to, "telegram", lambda person: str(BINDINGS + person)):
            self.api.chats[BINDINGS + person] = {}
        self.telegram.polling.long = 5
        self._polling = asyncio.create_task(self.telegram.poll(self._stop))

    async def stop(self) -> None:
        """Stop fetching."""
        self._stop.set()
        await self._polling
        await self.telegram.close()

    async def say(self, person: int, text: str) -> None:
        """Type words."""
        await self.api.say(BINDINGS + person, text)

    async def tap(self, person: int, token: str, label: str) -> None:
        """Tap a button; one that was drawn over meanwhile may still be under somebody's finger."""
        await self.api.tap(BINDINGS + person, token)

    async def send(self, person: int, name: str, mime: str, data: bytes) -> None:
        """Send a file as it is."""
        await self.api.send(BINDINGS + person, data, name, mime)

    async def settled(self) -> None:
        """The bot has fetched everything, and done what follows."""
        await self.api.settled()
        await self.telegram.intake.stop()
        await self.product.service.settled()

    async def heard(self, person: int) -> list[tuple[str, Message]]:
        """What was sent and not given yet, once it is seen to stand in the chat."""
        chat = BINDINGS + person
        rows = await self.product.database.read(_said, "telegram", str(chat), self._given.get(chat, 0))
        if rows:
            self._given[chat] = rows[-1].id
        newest = {row.sent_as: row for row in rows}
        for row in newest.values():
            if wrong := _wrong(load(row.message), self.api.chats[chat].get(int(row.sent_as or 0))):
                raise Lost(f"{wrong}: {row.message}")
        return [(str(row.id), load(row.message)) for row in rows]

    async def file(self, person: int, message: File) -> bytes | None:
        """As Telegram got it."""
        came = [s for s in self.api.shown(BINDINGS + person) if s.name == message.name and not s.mine]
        return self.api.files[came[-1].file] if came else None


class LinePhones:
    """LINE on phones, with a server of our own in between."""

    def __init__(self, product: Product, api: LineApi) -> None:
        assert product.line is not None
        self.product, self.line, self.api = product, product.line, api
        self._given: dict[int, int] = {}

    async def start(self) -> None:
        """Everybody who could use the local chat uses LINE instead."""
        await self.product.database.write(_move_to, "line", _user)
        await self.api.home.open(self.line.routes())
        self.api.webhook = f"{self.api.home.url}/line/webhook"

    async def stop(self) -> None:
        """No more."""
        await self.api.home.close()
        await self.line.close()

    async def say(self, person: int, text: str) -> None:
        """Type words."""
        await self.api.say(_user(person), text)

    async def tap(self, person: int, token: str, label: str) -> None:
        """Tap a button, which LINE leaves where it was."""
        await self.api.tap(_user(person), token)

    async def send(self, person: int, name: str, mime: str, data: bytes) -> None:
        """Send a file as it is."""
        await self.api.send(_user(person), data, name)

    async def settled(self) -> None:
        """Everything was brought, and what follows is done."""
        await self.api.settled()
        await self.product.service.settled()

    async def heard(self, person: int) -> list[tuple[str, Message]]:
        """What was sent and not given yet, once it is seen to stand in the chat; also the news that waits there for the
        person's next word."""
        user = _user(person)
        rows = await self.product.database.read(_said, "line", user, self._given.get(person, 0), waiting=True)
        if rows:
            self._given[person] = rows[-1].id
        chat = self.api.shown(user)
        for row in rows:
            message, sent_in = load(row.message), row.sent_as.partition(".")[0]
            if sent_in and (lacking := _lacking(message, lineapi.call_of(chat, sent_in))):
                raise Lost(f"{lacking}: {row.message}")
        return [(str(row.id), load(row.message)) for row in rows]

    async def file(self, person: int, message: File) -> bytes | None:
        """As the browser of the phone saves it."""
        for shown in reversed(self.api.shown(_user(person))):
            for page in shown.uris:
                if (found := await lineapi.saved(page, message.name)) is not None:
                    return found
        waiting = await self.product.local.file(message.file)
        return waiting.data if waiting else None


def _user(person: int) -> str:
    """LINE's id of a person."""
    return f"U{person:032x}"


def _lacking(message: Message, objects: Sequence[lineapi.Shown]) -> str:
    """What of a message is not in the call that said it, or nothing. How words are divided is for the drawing to say."""
    shown = _closed_up("\n".join(one.text for one in objects))
    words = [message.caption] if isinstance(message, File | Picture) else [*_words(message)]
    lines = [line for text in words for line in text.split("\n") if _closed_up(line) not in shown]
    if lines and sum(map(len, words)) < lineapi.MAX_TEXT:
        return f"not shown: {lines[0]}"
    tokens = [token for one in objects for token in one.tokens]
    buttons = () if isinstance(message, Picture | Progress) else message.buttons
    return next((f"no button {b.label}" for b in buttons if not any(t.startswith(b.token) for t in tokens)), "")


def _closed_up(text: str) -> str:
    return re.sub(r"[\s:•]+", "", text)


def _move_to(connection: Connection, channel: str, address: Callable[[int], str]) -> list[int]:
    """Bind everybody there instead; who was bound."""
    bound = connection.scalars(delete(tables.binding).returning(tables.binding.c.person_id)).all()
    for person in bound:
        bindings.bind(connection, person, channel, address(person))
    return list(bound)


def _said(connection: Connection, channel: str, address: str, after: int, *, waiting: bool = False) -> Sequence[Record]:
    t = tables.outbox
    sent = or_(t.c.state == "sent", t.c.message["waits"].as_boolean()) if waiting else t.c.state == "sent"
    here = (t.c.channel == channel, t.c.address == address, t.c.id > after, sent)
    return connection.execute(select(t.c.id, t.c.message, t.c.sent_as).where(*here).order_by(t.c.id)).all()


def _wrong(message: Message, shown: Shown | None) -> str:
    """What of a message the chat does not show, or nothing."""
    if isinstance(message, Progress) and shown is None:
        return ""  # its document has come
    if shown is None:
        return "not in the chat"
    words = [message.caption] if isinstance(message, File | Picture) else [*_words(message)]
    lacking = [line for text in words for line in text.split("\n") if line.strip() not in shown.text]
    if lacking and sum(map(len, words)) < MAX_TEXT:
        return f"not shown: {lacking[0]}"
    buttons = [] if isinstance(message, Picture | Progress) else [(b.label, b.token) for b in message.buttons]
    if buttons != [(b["text"], b["callback_data"]) for b in shown.buttons]:
        return "other buttons"
    return f"called {shown.name}" if isinstance(message, File) and shown.name != message.name else ""


def _words(message: Text | Choices | Card | Progress) -> Iterable[str]:
    return (message.title, message.state, *message.lines) if isinstance(message, Card) else (message.text,)


def made_up(name: str) -> bytes:
    """A small photo, different for each name; a few bytes for any other file."""
    if suffix(name) not in IMAGE_SUFFIXES:
        return f"%PDF-1.4\n% {name}\n".encode()
    from PIL import Image

    seed = sum(name.encode())
    buffer = BytesIO()
    Image.new("RGB", (640, 480), (seed % 256, len(name) * 37 % 256, seed * 7 % 256)).save(buffer, "JPEG")
    return buffer.getvalue()
