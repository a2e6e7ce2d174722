"""The product talking with LINE on this machine, and the sample's people on their phones."""

from pathlib import Path
from typing import Any

from sqlalchemy import delete
from world import World

from bot.line import Line
from bot.lineapi import SECRET, TOKEN, LineApi, Shown
from bot.loopback import Loopback
from bot.messages import Message, dump
from storage import bindings, mail, tables


class Lines(World):
    """A product on LINE; people have user ids, not the numbers of the product."""

    def __init__(self, folder: Path, url: str, api: LineApi, **settings: Any) -> None:
        self.door = Loopback()
        chosen = {
            "line_channel_secret": SECRET,
            "line_channel_access_token": TOKEN,
            "line_api": api.url,
            "public_url": self.door.url,
            **settings,
        }
        super().__init__(folder, url, **chosen)
        self.api = api
        api.now = self.clock.now
        assert self.product.line
        self.line: Line = self.product.line
        self.users = {who: f"U{number:032x}" for who, number in self.people().items()}
        self.do(delete(tables.binding))
        for who, number in self.people().items():
            self.database.write_now(bindings.bind, number, "line", self.users[who])

    async def open(self) -> None:
        """LINE can bring events."""
        await self.door.open(self.line.routes())
        self.api.webhook = f"{self.door.url}/line/webhook"

    async def settled(self) -> None:
        """What people did has been brought, and what follows is done."""
        await self.api.settled()
        await self.service.settled()

    async def types(self, who: str, text: str) -> list[Shown]:
        """Words, and what the chat shows below them afterwards."""
        before = len(self.api.shown(self.users[who])) + 1
        await self.api.say(self.users[who], text)
        await self.settled()
        return self.api.shown(self.users[who])[before:]

    async def taps(self, who: str, label: str) -> list[Shown]:
        """The newest button of that label; what the chat shows below it afterwards."""
        found = [
            a
            for s in self.api.shown(self.users[who])
            for a in s.actions
            if label in (a.get("label"), a.get("displayText"))
        ]
        assert found, [a.get("label") for s in self.api.shown(self.users[who]) for a in s.actions]
        before = len(self.api.shown(self.users[who]))
        await self.api.tap(self.users[who], found[-1]["data"])
        await self.settled()
        return [shown for shown in self.api.shown(self.users[who])[before:] if not shown.mine]

    async def tell(self, who: str, *messages: Message) -> list[Shown]:
        """Something that nobody asked for."""
        before = len(self.api.shown(self.users[who]))
        rows = [("line", self.users[who], self.people()[who], dump(message)) for message in messages]
        self.database.write_now(mail.put, rows, None, self.clock.now())
        self.service.wake_chats([("line", self.users[who])])
        await self.settled()
        return self.api.shown(self.users[who])[before:]

    def pushes(self) -> int:
        """Counted messages."""
        return self.api.used

    async def close(self) -> None:
        await self.door.close()
        await self.line.close()
        await super().close()
