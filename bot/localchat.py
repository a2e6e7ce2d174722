"""The local web chat's side of the product: a channel like the others, over the sample agency only."""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from bot import sample
from bot.clock import Clock
from bot.domain.agency import Role
from bot.domain.fiscal import BANGKOK, bangkok_day
from bot.domain.round_reports import next_end
from bot.files import Files
from bot.handlers.local import Entry, LocalPerson, StoredFile, StoreUnavailable
from bot.problems import Problem
from bot.service import Service
from bot.thai import clean
from storage import drawn, evidence, mail, reports, tables
from storage.database import Database, Unavailable
from storage.mail import Incoming, Outgoing

HISTORY: Final = 200
MAX_LABEL: Final = 200


class LocalChannel:
    """Delivers to the browsers that look at a chat: the row marked as sent is the message, so nothing else is kept."""

    name = "local"

    def __init__(self) -> None:
        self._followers: dict[str, set[asyncio.Queue[Entry]]] = defaultdict(set)

    async def send(self, message: Outgoing) -> str:
        """Show a message to whoever looks at this chat."""
        entry = Entry(f"b:{message.id}", False, datetime.now(UTC), dict(message.message))
        self.tell(message.address, entry)
        return entry.id

    def tell(self, address: str, entry: Entry) -> None:
        """Hand an entry to the followers of a chat."""
        for queue in self._followers.get(address, ()):
            queue.put_nowait(entry)

    async def follow(self, address: str) -> AsyncIterator[Entry]:
        """Entries of a chat as they come."""
        queue: asyncio.Queue[Entry] = asyncio.Queue()
        self._followers[address].add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._followers[address].discard(queue)


class LocalChat:
    """What the browser needs of the product (`bot.handlers.local.LocalBackend`)."""

    def __init__(self, service: Service, database: Database, store: Files, channel: LocalChannel, clock: Clock) -> None:
        self.service, self.database, self.files = service, database, store
        self.channel, self.clock = channel, clock

    # --- who and when --------------------------------------------------------------------------------------------------
    async def agency(self) -> dict[str, Any]:
        """The sample agency and its clock."""
        row = await self.database.read(_sample_row)
        now = self.clock.now() + timedelta(seconds=row.clock_shift)
        return {
            "name": row.name,
            "now": now.astimezone(BANGKOK).replace(tzinfo=None).isoformat(timespec="minutes"),
            "moved": row.clock_shift != 0,
        }

    async def people(self) -> list[LocalPerson]:
        """The sample agency's people, officers first."""
        return await self.database.read(_people)

    async def move_clock(self, now: datetime | None) -> None:
        """Set the sample agency's clock, or let it follow the real time again."""
        shift = ceil((now - self.clock.now()).total_seconds()) if now else 0
        with _stored_or_unavailable():
            await self.database.write(_shift_clock, shift, bangkok_day(now or self.clock.now()), self.clock.now())
        self.service.wake_reminders()

    async def reset(self) -> None:
        """Make the sample data anew; its photos and documents go too."""
        with _stored_or_unavailable():
            for key in await self.database.write(_reset, self.clock.now()):
                await self.files.drop(key)

    # --- what was said -------------------------------------------------------------------------------------------------
    async def history(self, person: int) -> list[Entry]:
        """The newest entries of a person's chat, oldest first."""
        return await self.database.read(_history, str(person))

    def follow(self, person: int) -> AsyncIterator[Entry]:
        """Entries as they come."""
        return self.channel.follow(str(person))

    # --- what the person does --------------------------------------------------------------------------------------------
    async def store_text(self, person: int, event_id: str, text: str) -> None:
        """A text was sent."""
        await self._store(person, {"kind": "text", "id": event_id, "text": text})

    async def store_tap(self, person: int, event_id: str, token: str, label: str) -> None:
        """A button was tapped."""
        await self._store(person, {"kind": "tap", "id": event_id, "token": token, "label": label[:MAX_LABEL]})

    async def store_media(
        self,
        person: int,
        event_id: str,
        album: str,
        name: str,
        mime: str,
        data: bytes | None,
        problem: str,
        caption: str = "",
    ) -> None:
        """A file was sent: its bytes are kept first, then the event."""
        caption = " ".join(clean(caption).split())
        raw: dict[str, Any] = {"kind": "media", "id": event_id, "album": album, "name": name, "mime": mime}
        raw["caption"] = caption
        if data is None:
            await self._store(person, raw | {"problem": problem})
            return
        source: dict[str, Any] = {"key": f"incoming/local/{event_id}", "update": ["local", event_id]}
        values = {"name": name[:200], "mime": mime[:100], "size": len(data), "source": source, "caption": caption}
        values["sha256"] = hashlib.sha256(data).hexdigest()
        with _stored_or_unavailable():
            known = await self.database.read(_known_media, person, source)
            if known is None:
                await self.files.put(source["key"], data)
                known = await self.database.write(_add_media, person, values, self.clock.now())
        await self._store(person, raw | {"media": known})
        self.service.wake_media()

    async def _store(self, person: int, raw: dict[str, Any]) -> None:
        now = self.clock.now()
        with _stored_or_unavailable():
            await self.database.read(_must_be_sample, person)
            stored = await self.service.accept([Incoming("local", raw["id"], str(person), raw, now)])
        if stored:
            self.channel.tell(str(person), Entry(f"m:{raw['id']}", True, now, _mine(raw)))

    # --- files ---------------------------------------------------------------------------------------------------------
    async def file(self, file_id: str) -> StoredFile | None:
        """A document (its id) or a photo (m + its id) of the sample agency."""
        found = await self.database.read(_file, file_id, self.clock.now())
        if found is None:
            return None
        key, name, mime = found
        try:
            return StoredFile(name, mime, await self.files.get(key))
        except KeyError:
            return None


@contextmanager
def _stored_or_unavailable() -> Iterator[None]:
    """The browser keeps what could not be stored now, and tries again."""
    try:
        yield
    except (Unavailable, OSError) as error:
        raise StoreUnavailable from error


def _sample_row(connection: Connection) -> Any:
    row = connection.execute(select(tables.agency).where(tables.agency.c.sample).order_by(tables.agency.c.id)).first()
    if row is None:
        raise Problem("no_sample")
    return row


_ORDER: Final = (Role.OFFICER, Role.PLAN_OWNER, Role.DIVISION_HEAD, Role.CLERK, Role.MAYOR)


def _people(connection: Connection) -> list[LocalPerson]:
    t = tables.person
    rows = connection.execute(
        select(t.c.id, t.c.name, t.c.role)
        .where(t.c.agency_id == _sample_row(connection).id, t.c.active)
        .order_by(t.c.id)
    )
    found = sorted(rows, key=lambda row: _ORDER.index(Role(row.role)))
    return [LocalPerson(row.id, row.name, Role(row.role).label) for row in found]


def _must_be_sample(connection: Connection, person: int) -> int:
    """Only people of a sample agency are spoken for in a browser; the agency."""
    t = tables
    known = connection.scalar(
        select(t.agency.c.id)
        .join(t.agency, t.agency.c.id == t.person.c.agency_id)
        .where(t.person.c.id == person, t.agency.c.sample, t.person.c.active)
    )
    if known is None:
        raise Problem("not_joined")
    return int(known)


def _shift_clock(connection: Connection, seconds: int, today: date, at: datetime) -> None:
    """Set the shift, and note it for a recording; a clock that goes back meets the days of its reminders again."""
    row = _sample_row(connection)
    moved = {"act": sample.CLOCK_MOVED, "details": {"seconds": seconds}, "channel": "local", "at": at}
    connection.execute(insert(tables.audit).values(agency_id=row.id, **moved))
    values = {"clock_shift": seconds, "remind_on": min(row.remind_on, today)}
    if row.reports_on is not None:
        values["reports_on"] = min(row.reports_on, next_end(today))
    connection.execute(update(tables.agency).where(tables.agency.c.id == row.id).values(**values))


def _reset(connection: Connection, now: datetime) -> set[str]:
    """Make the sample anew; the keys of the files that nothing names any more."""
    return sample.reset(connection, _sample_row(connection).id, now)


def _known_media(connection: Connection, person: int, source: dict[str, Any]) -> int | None:
    """The medium that this event brought before; it may be ready, and its original gone."""
    _must_be_sample(connection, person)
    t = tables.media
    return connection.scalar(
        select(t.c.id).where(t.c.person_id == person, t.c.source["key"].as_string() == source["key"])
    )


def _add_media(connection: Connection, person: int, values: dict[str, Any], now: datetime) -> int:
    if (known := _known_media(connection, person, values["source"])) is not None:
        return known
    agency_id = _must_be_sample(connection, person)
    return evidence.add_media(
        connection, {**values, "agency_id": agency_id, "person_id": person, "state": "pending", "created_at": now}
    )


def _mine(raw: dict[str, Any]) -> dict[str, Any]:
    """What the browser shows of the person's own doing."""
    match raw["kind"]:
        case "text":
            return {"kind": "text", "text": raw["text"]}
        case "tap":
            return {"kind": "tap", "text": raw["label"]}
    file = f"m{raw['media']}" if "media" in raw else ""
    shown = {name: raw.get(name, "") for name in ("name", "mime", "problem", "caption")}
    return {"kind": "media", "file": file, **shown}


def _history(connection: Connection, address: str) -> list[Entry]:
    said = [
        (
            row.sent_at or row.created_at,
            1,
            row.id,
            Entry(f"b:{row.id}", False, row.sent_at or row.created_at, row.message),
        )
        for row in mail.sent_to(connection, "local", address, HISTORY)
    ]
    heard = [
        (row.stored_at, 0, row.id, Entry(f"m:{row.key}", True, row.stored_at, _mine(row.raw)))
        for row in mail.heard_from(connection, "local", address, HISTORY)
    ]
    return [entry for *_, entry in sorted((*said, *heard), key=lambda each: each[:3])][-HISTORY:]


def _file(connection: Connection, file_id: str, now: datetime) -> tuple[str, str, str] | None:
    agency_id = _sample_row(connection).id
    if file_id.startswith("m") and file_id[1:].isdigit():
        states = evidence.states(connection, agency_id, [int(file_id[1:])])
        if not states:
            return None
        m = states[0]
        row = connection.execute(select(tables.media.c.source).where(tables.media.c.id == m.id)).one()
        return (m.key or row.source.get("key", ""), m.name or "photo.jpg", m.mime or "application/octet-stream")
    if file_id.startswith(drawn.KINDS):
        return drawn.file_of(connection, agency_id, file_id, now)
    found = reports.file(connection, file_id)
    return (found.key, found.name, found.mime) if found is not None and found.agency_id == agency_id else None
