"""The product with a clock that stands, and people who talk with it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bot import sample
from bot.bootstrap import Product, build
from bot.clock import SetClock
from bot.messages import Button, Message, load
from bot.settings import Settings
from storage import tables
from storage.mail import Incoming

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""09:00 in Bangkok, in the first quarter of fiscal year 2570."""


class World:
    """A product and the people of its sample agency."""

    def __init__(self, folder: Path, url: str, **settings: Any) -> None:
        self.folder, self.url, self.clock = folder, url, SetClock(NOW)
        chosen = Settings(data_dir=folder, database_url=url, local_chat="off", pages="off", **settings)
        self.product: Product = build(chosen, self.clock)
        self.database, self.service, self.local = self.product.database, self.product.service, self.product.local
        self.number = 0

    def people(self) -> dict[str, int]:
        """Ids by the keys of the sample: officer, owner, clerk ..."""
        keys = sample.keys()
        return {keys[row.name]: row.id for row in self.rows(select(tables.person)) if row.name in keys}

    def key(self) -> str:
        """A fresh id of an event."""
        self.number += 1
        return f"{self.number:026d}"

    def rows(self, query: Any) -> list[Any]:
        """What lies in the database."""
        return self.database.read_now(lambda c: list(c.execute(query)))

    def one(self, query: Any) -> Any:
        """The first column of the first row."""
        return self.database.read_now(lambda c: c.scalar(query))

    def do(self, statement: Any) -> None:
        """Change the database behind the product's back."""
        self.database.write_now(lambda c: c.execute(statement))

    def incoming(self, who: int, raw: dict[str, Any], key: str = "") -> Incoming:
        """A raw update of the local chat."""
        key = key or self.key()
        return Incoming("local", key, str(who), {**raw, "id": key}, self.clock.now())

    async def say(self, who: int, text: str, key: str = "") -> list[Message]:
        """Type words, wait until all is done: what was said to this person because of it."""
        return await self.send(who, {"kind": "text", "text": text}, key)

    async def tap(self, who: int, token: str, key: str = "") -> list[Message]:
        """Tap a button by its data, or by the act at its end."""
        if "." not in token:
            token = self.button(who, token).token
        return await self.send(who, {"kind": "tap", "token": token, "label": "ปุ่ม"}, key)

    async def send(self, who: int, raw: dict[str, Any], key: str = "") -> list[Message]:
        """Store an update and let everything happen that follows from it."""
        before = self.one(select(func.max(tables.outbox.c.id))) or 0
        await self.service.accept([self.incoming(who, raw, key)])
        await self.service.settled()
        return self.said(who, before)

    def said(self, who: int, after: int = 0) -> list[Message]:
        """Everything written to a person, in order; or what came after a row."""
        t = tables.outbox.c
        query = select(t.message).where(t.channel == "local", t.address == str(who), t.id > after).order_by(t.id)
        return [load(row.message) for row in self.rows(query)]

    def button(self, who: int, act: str) -> Button:
        """The newest button of a person with that act or label."""
        for message in reversed(self.said(who)):
            for button in getattr(message, "buttons", ()):
                if button.label == act or button.token.split(".", 3)[-1] == act:
                    return button
        raise KeyError(act)

    async def close(self) -> None:
        """Stop it."""
        await self.service.stop()
        self.database.close()
