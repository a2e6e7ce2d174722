"""Taking Telegram's updates in: stored, then their taps are answered."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from telegram.error import TelegramError

from bot.clock import Clock
from bot.handlers.telegram import arrival
from bot.intake import Intake as Door
from bot.service import Service
from bot.telegram.account import NAME, Account
from storage import accounts
from storage.database import Database


class Intake:
    """The one door for polling and webhook."""

    def __init__(self, account: Account, database: Database, clock: Clock, service: Service) -> None:
        self.account = account
        self._door = Door(NAME, arrival, lambda raw: f"{account.id}:{raw['update_id']}", database, clock, service)
        self._answering: set[asyncio.Task[None]] = set()

    async def take(self, updates: Sequence[Mapping[str, Any]], fetched: bool = False) -> None:
        """Store updates (`fetched`: and how far fetching got, so that they are confirmed only once they lie here); then
        answer taps and wake what follows."""

        def move_cursor(connection: Connection, now: datetime) -> None:
            accounts.move_cursor(connection, NAME, self.account.id, updates[-1]["update_id"], now)

        for came in await self._door.take(updates, move_cursor if fetched and updates else None):
            if came.tap:
                self._begin(self._answer(came.tap))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _answer(self, tap: str) -> None:
        """Let the button stop waiting. Too late is no error: the turn answers in the chat."""
        with suppress(TelegramError):
            await self.account.bot.answer_callback_query(tap)

    async def stop(self) -> None:
        """Wait for the answers under way."""
        if self._answering:
            await asyncio.wait(self._answering, timeout=5)
