"""Telegram as a channel: sending, fetching photos, polling and the webhook, over python-telegram-bot's typed client.

Imported only where a token is set. The library's own updater and handlers are not used: they confirm updates before they are
stored and keep conversations in memory.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.routing import Route
from telegram.error import BadRequest

from bot.clock import Clock
from bot.files import Files
from bot.handlers import telegram as handler
from bot.problems import Problem
from bot.service import Service
from bot.telegram import webhook
from bot.telegram.account import NAME, Account, said
from bot.telegram.channel import TelegramChannel
from bot.telegram.intake import Intake
from bot.telegram.polling import Polling
from storage import accounts
from storage.database import Database


class Telegram:
    """One bot's account, wired to the product."""

    name = NAME
    parse = staticmethod(handler.parse)
    unreachable = staticmethod(webhook.unreachable)

    def __init__(self, token: str, api: str, database: Database, files: Files, clock: Clock) -> None:
        self.account = Account(token, api, self._named)
        self.channel = TelegramChannel(self.account, database, files, clock)
        self._database, self._clock = database, clock

    def serve(self, service: Service) -> None:
        """What comes in is for this service."""
        self.intake = Intake(self.account, self._database, self._clock, service)
        self.polling = Polling(self.account, self._database, self._clock, self.intake)

    async def _named(self, name: str) -> None:
        """Keep what Telegram calls the bot, for the links in invitations."""
        await self._database.write(accounts.introduce, NAME, self.account.id, name, self._clock.now())

    async def fetch(self, source: Mapping[str, Any]) -> bytes:
        """The bytes of a photo or file that Telegram keeps (`bot.media.Fetch`)."""
        try:
            file = await self.account.bot.get_file(source[NAME])
            return bytes(await file.download_as_bytearray())
        except BadRequest as fault:
            raise Problem("file_too_big" if "too big" in said(fault) else "file_lost") from fault

    async def poll(self, stop: asyncio.Event) -> None:
        """Fetch updates until asked to stop; one that is under way and not stored comes again."""
        fetching = asyncio.create_task(self.polling.run())
        try:
            await stop.wait()
        finally:
            fetching.cancel()
            await asyncio.wait([fetching])

    def route(self) -> Route:
        """Where Telegram brings updates to `sujarit web`."""
        return webhook.route(self.account, self.intake)

    async def bring_to(self, public_url: str, stop: asyncio.Event) -> None:
        """Tell Telegram that address, unless asked to stop before it could be told."""
        telling = asyncio.create_task(webhook.put(self.account, public_url))
        await stop.wait()
        telling.cancel()
        await asyncio.wait([telling])

    async def close(self) -> None:
        """End what is under way."""
        await self.intake.stop()
        await self.account.close()
