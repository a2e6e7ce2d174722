"""The product talking with a Bot API server on this machine, and the sample's people on their phones."""

import asyncio
from pathlib import Path
from typing import Any

from sqlalchemy import delete
from world import World

from bot.botapi import TOKEN, BotApi, Shown
from bot.telegram import Telegram
from storage import bindings, tables


class Phones(World):
    """A product on Telegram; people's chats have their own numbers, not those of the product."""

    def __init__(self, folder: Path, url: str, api: BotApi, **settings: Any) -> None:
        chosen = {"telegram_per_second": 0, **settings}
        super().__init__(folder, url, telegram_bot_token=TOKEN, telegram_api=api.url, **chosen)
        self.api = api
        api.now = self.clock.now
        assert self.product.telegram
        self.telegram: Telegram = self.product.telegram
        self.chats = {who: 5_000_000_000 + number for who, number in self.people().items()}
        self.do(delete(tables.binding))
        for who, number in self.people().items():
            self.database.write_now(bindings.bind, number, "telegram", str(self.chats[who]))
        self.stop = asyncio.Event()
        self.polling: asyncio.Task[None] | None = None

    def poll(self) -> None:
        """Fetch from now on, with requests that are not held long."""
        self.telegram.polling.long = 1
        self.polling = asyncio.create_task(self.telegram.poll(self.stop))

    async def settled(self) -> None:
        """The bot has taken what people sent, and done what follows."""
        await self.api.settled()
        await self.telegram.intake.stop()
        await self.service.settled()

    async def types(self, who: str, text: str) -> list[Shown]:
        """Words, and what the chat shows below them afterwards."""
        chat = self.chats[who]
        sent = await self.api.say(chat, text)
        await self.settled()
        return [shown for shown in self.api.shown(chat) if shown.id > sent]

    async def taps(self, who: str, label: str) -> Shown:
        """The newest button of that label; the last message of the chat afterwards."""
        chat = self.chats[who]
        found = [(m, b) for m in self.api.shown(chat) for b in m.buttons if b["text"] == label]
        assert found, [b["text"] for m in self.api.shown(chat) for b in m.buttons]
        await self.api.tap(chat, found[-1][1]["callback_data"], found[-1][0].id)
        await self.settled()
        return self.api.shown(chat)[-1]

    async def close(self) -> None:
        self.stop.set()
        if self.polling:
            await self.polling
        await self.telegram.close()
        await super().close()
