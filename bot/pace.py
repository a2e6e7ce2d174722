"""How fast an account may send: so many messages a second over all processes, and about one a second in a chat."""

import asyncio
from datetime import timedelta
from typing import Final

from bot.clock import Clock
from storage import accounts
from storage.database import Database

IN_A_CHAT: Final = 1.0
"""Seconds a message in one chat; a short burst is allowed."""
IN_A_GROUP: Final = 3.0
BURST: Final = 4.0
"""Seconds a chat may be ahead of that."""
MANY: Final = 10_000


class Pace:
    """The places in an account's queue. Those who wait at the same moment take theirs in one transaction."""

    def __init__(self, database: Database, clock: Clock, channel: str, account: str, per_second: int) -> None:
        self.database, self.clock, self.channel, self.account = database, clock, channel, account
        self.each = timedelta(seconds=1 / per_second)
        self._waiting: list[asyncio.Future[timedelta]] = []
        self._taking: asyncio.Task[None] | None = None
        self._chats: dict[str, float] = {}

    async def turn(self) -> None:
        """Wait until the account may send one message."""
        place: asyncio.Future[timedelta] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        if self._taking is None or self._taking.done():
            self._taking = asyncio.create_task(self._take())
        if (wait := (await place).total_seconds()) > 0:
            await asyncio.sleep(wait)

    async def _take(self) -> None:
        """Take places for all who wait, until nobody does."""
        while self._waiting:
            places, self._waiting = self._waiting, []
            try:
                first = await self.database.write(
                    accounts.reserve, self.channel, self.account, len(places), self.each, self.clock.now()
                )
            except Exception as fault:
                for place in places:
                    if not place.done():
                        place.set_exception(fault)
                continue
            for number, place in enumerate(places):
                if not place.done():
                    place.set_result(first + number * self.each)

    async def chat(self, address: str) -> None:
        """Wait until a chat may get one more message."""
        now = asyncio.get_running_loop().time()
        each = IN_A_GROUP if address.startswith("-") else IN_A_CHAT
        free = max(self._chats.get(address, 0.0), now - BURST)
        if len(self._chats) > MANY:
            self._chats = {chat: at for chat, at in self._chats.items() if at > now - BURST}
        self._chats[address] = free + each
        if free > now:
            await asyncio.sleep(free - now)
