"""How people of a stage reach the product: in the local chat, or on Telegram over a Bot API server on this machine.

Both take the same acts and give the same messages, so that a story is played alike on every channel. On Telegram what is
given was first found standing in the person's chat, as it was said.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from sqlalchemy import Connection, delete, select

from bot.bootstrap import Product
from bot.botapi import MAX_TEXT, BotApi, Shown
from bot.messages import Card, Choices, File, Message, Picture, Progress, Text, load
from storage import people, tables
from storage.database import Record

BINDINGS: Final = 7_000_000_000
"""Chats on Telegram are numbered beyond 32 bits."""


class Lost(Exception):  # noqa: N818 - what was found
    """What the product says it said does not stand in the chat."""


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
        for chat in await self.product.database.write(_move_to_telegram):
            self.api.chats[chat] = {}
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
        rows = await self.product.database.read(_said, str(chat), self._given.get(chat, 0))
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


def _move_to_telegram(connection: Connection) -> list[int]:
    """Bind everybody there instead; the chats, which they have opened once."""
    bound = connection.scalars(delete(tables.binding).returning(tables.binding.c.person_id)).all()
    for person in bound:
        people.bind(connection, person, "telegram", str(BINDINGS + person))
    return [BINDINGS + person for person in bound]


def _said(connection: Connection, address: str, after: int) -> Sequence[Record]:
    t = tables.outbox
    here = (t.c.channel == "telegram", t.c.address == address, t.c.id > after, t.c.state == "sent")
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
