"""LINE as a channel: webhook, replies and pushes, fetching photos and links to files, over line-bot-sdk's typed client.

Imported only where LINE is set up: the library takes a second to load.
"""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from linebot.v3.messaging import ApiException
from starlette.routing import Route

from bot.clock import Clock
from bot.files import Files
from bot.handlers import line as handler
from bot.intake import Intake
from bot.line import webhook
from bot.line.account import CONTENT_TIMEOUT, NAME, Account
from bot.line.channel import LineChannel
from bot.line.links import Links
from bot.line.upkeep import Upkeep
from bot.problems import Problem
from bot.service import Service
from storage.database import Database

NOT_READY_YET: Final = (0.5, 1, 2)
"""Seconds between the tries to fetch what LINE is still preparing; then it is tried again as anything that fails."""


class NotReady(Exception):  # noqa: N818 - an answer of the platform
    """LINE is still preparing what a person sent."""


class Line:
    """One channel's account, wired to the product."""

    name = NAME
    parse = staticmethod(handler.parse)

    def __init__(
        self, secret: str, token: str, api: str, public_url: str, database: Database, files: Files, clock: Clock
    ) -> None:
        self.account = Account(secret, token, api)
        self.links = Links(self.account, public_url, database, files, clock)
        self.channel = LineChannel(self.account, database, clock, self.links)
        self.upkeep = Upkeep(self.account, database, clock, public_url)
        self._database, self._clock = database, clock

    def serve(self, service: Service) -> None:
        """What comes in is for this service."""
        self.intake = Intake(NAME, handler.arrival, handler.key, self._database, self._clock, service)

    def routes(self) -> list[Route]:
        """Where LINE brings events, and where people open files."""
        return [webhook.route(self.account, self.intake), *self.links.routes()]

    async def keep(self, stop: asyncio.Event) -> None:
        """Tell LINE where to bring events, and look how many pushes are left, until asked to stop."""
        keeping = asyncio.create_task(self.upkeep.run())
        await stop.wait()
        keeping.cancel()
        await asyncio.wait([keeping])

    async def fetch(self, source: Mapping[str, Any]) -> bytes:
        """The bytes of a photo or file that LINE keeps for a while (`bot.media.Fetch`)."""
        for wait in (*NOT_READY_YET, None):
            found = await self._content(source[NAME])
            if found is not None:
                return found
            if wait is not None:
                await asyncio.sleep(wait)
        raise NotReady

    async def _content(self, message_id: str) -> bytes | None:
        """None while LINE is preparing it."""
        try:
            answer = await self.account.blob.get_message_content_with_http_info(
                message_id, _request_timeout=CONTENT_TIMEOUT
            )
        except ApiException as fault:
            if fault.status in (400, 404, 410):
                raise Problem("file_lost") from fault
            raise
        if answer.status_code == 202:
            return None
        content = bytes(answer.data)
        if len(content) > handler.MAX_FILE:
            raise Problem("file_too_big")
        return content

    async def close(self) -> None:
        """End what is under way."""
        await self.account.close()
