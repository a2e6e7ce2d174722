"""Taking updates in: stored raw in one commit, then their taps are answered and their turns woken."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, update
from telegram.error import TelegramError

from bot import metrics
from bot.clock import Clock
from bot.handlers.telegram import Arrival, arrival
from bot.messages import Text, dump
from bot.problems import Problem
from bot.service import Service
from bot.telegram.account import NAME, Account
from storage import accounts, chats, evidence, mail, people, tables
from storage.database import Database
from storage.mail import Incoming

log = structlog.get_logger()


@dataclass(slots=True)
class Stored:
    """What a commit of updates left to do."""

    lanes: list[str] = field(default_factory=list)
    chats: list[tuple[str, str]] = field(default_factory=list)
    taps: list[str] = field(default_factory=list)
    media: bool = False
    count: int = 0


class Intake:
    """The one door for polling and webhook."""

    def __init__(self, account: Account, database: Database, clock: Clock, service: Service) -> None:
        self.account, self.database, self.clock, self.service = account, database, clock, service
        self._answering: set[asyncio.Task[None]] = set()

    async def take(self, updates: Sequence[Mapping[str, Any]], fetched: bool = False) -> None:
        """Store updates (`fetched`: and how far fetching got); then answer taps and wake what follows."""
        stored = await self.database.write(_store, self.account.id, updates, fetched, self.clock.now())
        metrics.STORED.labels(NAME).inc(stored.count)
        for tap in stored.taps:
            self._begin(self._answer(tap))
        for lane in dict.fromkeys(stored.lanes):
            self.service.wake_lane(lane)
        self.service.wake_chats(dict.fromkeys(stored.chats))
        if stored.media:
            self.service.wake_media()

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


def _store(
    connection: Connection, account: str, updates: Sequence[Mapping[str, Any]], fetched: bool, now: datetime
) -> Stored:
    """Keep what came; also the cursor, so that what was fetched is confirmed only once it lies here."""
    stored = Stored()
    for raw in updates:
        try:
            came = arrival(raw)
        except (
            KeyError,
            TypeError,
            ValueError,
            AttributeError,
        ) as fault:  # nothing of Telegram's: it must not come again and again
            log.error("telegram: an update was not understood", update=raw.get("update_id"), error=type(fault).__name__)
            continue
        if came is not None:
            _keep(connection, f"{account}:{raw['update_id']}", raw, came, stored, now)
    if fetched and updates:
        accounts.move_cursor(connection, NAME, account, updates[-1]["update_id"], now)
    return stored


def _keep(
    connection: Connection, key: str, raw: Mapping[str, Any], came: Arrival, stored: Stored, now: datetime
) -> None:
    match came.kind:
        case "blocked":
            people.unreachable(connection, NAME, came.address)
            return
        case "unblocked":
            people.seen(connection, NAME, came.address, now)
            return
        case "moved":
            chats.moved(connection, NAME, came.address, came.moved_to)
            return
    at = came.at or now.replace(microsecond=0)  # Telegram counts whole seconds
    new = mail.store(connection, [Incoming(NAME, key, came.address, raw, at)], now)
    if not new:
        return
    row_id, lane = new[0]
    stored.count += 1
    if came.kind == "group":
        said = dump(Text(Problem("one_to_one").sentence))
        mail.put(connection, [(NAME, came.address, None, said)], row_id, now)
        mail.done(connection, row_id, "")
        stored.chats.append((NAME, came.address))
        return
    stored.lanes.append(lane)
    if came.tap:
        stored.taps.append(came.tap)
    if came.media and (sender := chats.person_of(connection, row_id)) is not None:
        person_id, agency_id = sender
        source = {**came.media["source"], "update": [NAME, key]}
        values = {
            **came.media,
            "source": source,
            "person_id": person_id,
            "agency_id": agency_id,
            "state": "pending",
            "created_at": now,
        }
        media_id = evidence.add_media(connection, values)
        t = tables.inbox
        connection.execute(update(t).where(t.c.id == row_id).values(raw=mail.storable({**raw, "media_id": media_id})))
        stored.media = True
