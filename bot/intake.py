"""Taking a platform's updates in: stored raw in one commit, then what follows of them is woken."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, update

from bot import metrics
from bot.clock import Clock
from bot.dialogs.words import WORDS
from bot.messages import Arrival, Progress, Text, dump
from bot.problems import Problem
from bot.service import Service
from storage import bindings, chats, evidence, mail, tables, together
from storage.database import Database
from storage.mail import Incoming

log = structlog.get_logger()

Raw = Mapping[str, Any]
Also = Callable[[Connection, datetime], None]
"""Something more to be kept in the same commit."""


@dataclass(slots=True)
class Stored:
    """What a commit of updates left to do."""

    new: list[Arrival] = field(default_factory=list)
    lanes: list[str] = field(default_factory=list)
    chats: list[tuple[str, str]] = field(default_factory=list)
    media: bool = False


class Intake:
    """The one door of a channel. `arrival` reads what the store has to know of an update; `key` names an update within the
    account, the same one each time it comes."""

    def __init__(
        self,
        channel: str,
        arrival: Callable[[Raw], Arrival | None],
        key: Callable[[Raw], str],
        database: Database,
        clock: Clock,
        service: Service,
    ) -> None:
        self.channel, self.arrival, self.key = channel, arrival, key
        self.database, self.clock, self.service = database, clock, service

    async def take(self, updates: Sequence[Raw], also: Also | None = None) -> list[Arrival]:
        """Store updates, then wake what follows; those that are new and somebody waits for."""
        stored = await self.database.write(self._store, updates, also, self.clock.now())
        metrics.STORED.labels(self.channel).inc(len(stored.new))
        for lane in dict.fromkeys(stored.lanes):
            self.service.wake_lane(lane)
        self.service.wake_chats(dict.fromkeys(stored.chats))
        if stored.media:
            self.service.wake_media()
        return stored.new

    def _store(self, connection: Connection, updates: Sequence[Raw], also: Also | None, now: datetime) -> Stored:
        stored = Stored()
        for raw in updates:
            try:
                came, key = self.arrival(raw), self.key(raw)
            except (KeyError, TypeError, ValueError, AttributeError) as fault:  # it must not come again and again
                log.error(
                    f"{self.channel}: an update was not understood",
                    update=raw.get("update_id", raw.get("webhookEventId")),
                    error=type(fault).__name__,
                )
                continue
            if came is not None:
                self._keep(connection, key, raw, came, stored, now)
        if also:
            also(connection, now)
        return stored

    def _keep(self, connection: Connection, key: str, raw: Raw, came: Arrival, stored: Stored, now: datetime) -> None:
        match came.kind:
            case "blocked":
                bindings.unreachable(connection, self.channel, came.address, came.at)
                return
            case "unblocked":
                bindings.seen(connection, self.channel, came.address, now)
                return
            case "moved":
                chats.moved(connection, self.channel, came.address, came.moved_to)
                return
            case "unsent":
                kept = mail.taken_back(connection, self.channel, came.address, came.tap)
                log.info(f"{self.channel}: a message was taken back", kept=kept)
                return
        at = came.at or now.replace(microsecond=0)  # Telegram, which gives taps no time, counts whole seconds
        new = mail.store(connection, [Incoming(self.channel, key, came.address, raw, at)], now)
        if not new:
            return
        row_id, lane = new[0]
        stored.new.append(came)
        if came.kind == "group":
            said = dump(Text(Problem("one_to_one").sentence))
            self._answer(connection, row_id, came.address, None, said, stored, now)
            return
        sender = chats.person_of(connection, row_id) if came.kind == "fetch" or came.media else None
        if came.kind == "fetch" and sender:
            known = together.promised(connection, self.channel, came.address, came.tap, now)
            again = dump(Progress(WORDS.being_made, replace=came.tap)) if known is None else known
            self._answer(connection, row_id, came.address, sender[0], again, stored, now)
            return
        stored.lanes.append(lane)
        if came.media and sender:
            person_id, agency_id = sender
            values = {
                **came.media,
                "source": {**came.media["source"], "update": [self.channel, key]},
                "person_id": person_id,
                "agency_id": agency_id,
                "state": "pending",
                "created_at": now,
            }
            media_id = evidence.add_media(connection, values)
            t = tables.inbox
            kept = mail.storable({**raw, "media_id": media_id})
            connection.execute(update(t).where(t.c.id == row_id).values(raw=kept))
            stored.media = True

    def _answer(
        self,
        connection: Connection,
        row_id: int,
        address: str,
        person_id: int | None,
        said: Mapping[str, Any],
        stored: Stored,
        now: datetime,
    ) -> None:
        """Answer without a turn; nothing new, where what is wanted lies ready."""
        if said:
            mail.put(connection, [(self.channel, address, person_id, said)], row_id, now)
        mail.done(connection, row_id, "")
        stored.chats.append((self.channel, address))
