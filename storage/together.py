"""Messages of a chat that are said in one call, on platforms where several go together and each call counts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.database import FARTHEST, Record
from storage.mail import CLAIM, CLAIMED, MINE, SENT, Outgoing
from storage.tables import UNSENT, audit, binding, inbox, outbox, person

HELD: Final = "held"
"""Put off of our own will: goes with whatever is said to the chat before its time comes."""
MOST: Final = 20
"""Messages taken at once."""
_WAITING = (
    select(*(outbox.c[name] for name in CLAIMED), outbox.c.inbox_id, outbox.c.state, outbox.c.retry_at, outbox.c.until)
    .add_columns(outbox.c.error, outbox.c.person_id)
    .where(outbox.c.channel == bindparam("of_channel"), outbox.c.address == bindparam("of_address"), UNSENT)
    .order_by(outbox.c.id)
    .limit(MOST)
    .with_for_update()
)
_UNSENT = (
    update(outbox).where(MINE).values(state=bindparam("then"), retry_at=bindparam("again_at"), error=bindparam("why"))
)


def claim(
    connection: Connection, channel: str, address: str, by: str, now: datetime, first: Outgoing | None = None
) -> list[Outgoing]:
    """Take what waits for a chat, if its oldest may be said now; `first` was taken before. What was tried together is tried
    together again and with nothing else, so that the same call is made under the same key."""
    rows = connection.execute(_WAITING, {"of_channel": channel, "of_address": address}).all()
    taken = _company(rows, now, first.id if first else None)
    mine = [row.id for row in taken if first is None or row.id != first.id]
    if mine:
        values = {"state": "sending", "sender": by, "until": now + CLAIM, "tries": outbox.c.tries + 1}
        connection.execute(update(outbox).where(outbox.c.id.in_(mine)).values(**values))
    return [
        Outgoing(
            row.id,
            row.key,
            row.channel,
            row.address,
            row.message,
            row.tries + (row.id in mine),
            last=False,
            inbox_id=row.inbox_id,
            error=row.error,
            person_id=row.person_id,
        )
        for row in taken
    ]


def _company(rows: Sequence[Record], now: datetime, first: int | None) -> list[Record]:
    """The oldest message and those that go with it."""
    if not rows:
        return []
    head = rows[0]
    if head.state == "sending" and head.id != first:
        same = [row for row in rows if row.state == "sending" and row.until == head.until]
        return same if _over(head.until, now) else []
    if head.state == "retry" and head.error != HELD:
        same = [row for row in rows if row.state == "retry" and row.retry_at == head.retry_at]
        return same if _over(head.retry_at, now) else []
    taken: list[Record] = []
    for row in rows:
        if row.id != first and row.state != "new" and row.error != HELD:
            break
        taken.append(row)
    fresh = any(row.state != "retry" or _over(row.retry_at, now) for row in taken)
    return taken if fresh else []


def _over(at: datetime, now: datetime) -> bool:
    return at <= now or at > now + FARTHEST


def sent(connection: Connection, rows: Sequence[Outgoing], ids: Sequence[str], at: datetime) -> None:
    """They were delivered, under the platform's ids."""
    values = [
        {"row_id": row.id, "of_tries": row.tries, "at": at, "platform_id": sent_as}
        for row, sent_as in zip(rows, ids, strict=True)
    ]
    connection.execute(SENT, values)


def unsent(connection: Connection, rows: Sequence[Outgoing], retry_at: datetime | None, error: str) -> None:
    """They were not delivered: try again at that time, or park them (None)."""
    then = {"then": "retry" if retry_at else "parked", "again_at": retry_at, "why": error[:300]}
    connection.execute(_UNSENT, [{"row_id": row.id, "of_tries": row.tries, **then} for row in rows])


# --- what a chat has brought that an answer can go with --------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a chat when something is to be said there."""

    blocked: bool
    """Whether its person has shut us out."""
    role: str
    """That person's; empty when it is nobody's."""
    heard: Sequence[Record]
    """The newest events (`id`, `raw`, `at`, `stored_at`, `state`), oldest first."""


_HEARD = (
    select(inbox.c.id, inbox.c.raw, inbox.c.at, inbox.c.stored_at, inbox.c.state)
    .where(inbox.c.channel == bindparam("of_channel"), inbox.c.address == bindparam("of_address"))
    .order_by(inbox.c.id.desc())
    .limit(MOST)
)
_WHOSE = (
    select(binding.c.reachable, person.c.role)
    .join(person, person.c.id == binding.c.person_id)
    .where(binding.c.channel == bindparam("of_channel"), binding.c.address == bindparam("of_address"))
)


def place(connection: Connection, channel: str, address: str, now: datetime, fresh: timedelta) -> Place:
    """A chat, and what was heard from it lately."""
    chat = {"of_channel": channel, "of_address": address}
    rows = connection.execute(_HEARD, chat).all()
    heard = [row for row in reversed(rows) if row.stored_at > now - fresh]
    whose = connection.execute(_WHOSE, chat).first()
    return Place(whose is not None and not whose.reachable, whose.role if whose else "", heard)


# --- what was promised ----------------------------------------------------------------------------------------------------
def promised(connection: Connection, channel: str, address: str, key: str, now: datetime) -> Mapping[str, Any] | None:
    """What came of something that took longer, by its `replace` key, to be said again; empty when it lies ready and is said
    next, None when nothing has come of it yet."""
    row = connection.execute(
        select(outbox.c.id, outbox.c.state, outbox.c.message)
        .where(
            outbox.c.channel == channel,
            outbox.c.address == address,
            outbox.c.message["replace"].as_string() == key,
            outbox.c.message["kind"].as_string() != "progress",
        )
        .order_by(outbox.c.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    if row.state != "retry":
        return row.message if row.state in ("sent", "parked") else {}
    connection.execute(update(outbox).where(outbox.c.id == row.id, outbox.c.state == "retry").values(retry_at=now))
    return {}


def waits_to_be_fetched(connection: Connection, channel: str, address: str, keys: Sequence[str]) -> bool:
    """Whether the person was given a button that fetches what came of one of these."""
    here = (outbox.c.channel == channel, outbox.c.address == address, outbox.c.state == "sent", outbox.c.sent_as != "")
    progress = (outbox.c.message["kind"].as_string() == "progress", outbox.c.message["replace"].as_string().in_(keys))
    return connection.scalar(select(outbox.c.id).where(*here, *progress).limit(1)) is not None


# --- when no more can be pushed -------------------------------------------------------------------------------------------
def elsewhere(connection: Connection, rows: Sequence[Outgoing]) -> int:
    """Let messages go by another channel of their person, where there is one; how many."""
    moved = 0
    for row in rows:
        other = connection.execute(
            select(binding.c.channel, binding.c.address)
            .where(binding.c.person_id == row.person_id, binding.c.channel != row.channel, binding.c.reachable)
            .order_by(binding.c.seen_at.desc().nulls_last(), binding.c.id)
            .limit(1)
        ).first()
        if other is not None:
            there = {"channel": other.channel, "address": other.address, "state": "new", "error": ""}
            mine = update(outbox).where(MINE).values(**there)
            moved += connection.execute(mine, {"row_id": row.id, "of_tries": row.tries}).rowcount
    return moved


def first_this_month(
    connection: Connection, channel: str, people: Collection[int], since: datetime, at: datetime
) -> list[int]:
    """The agencies of these people in whose audit the end of the month's messages does not stand yet; it does now."""
    act = "system:quota:spent"
    agencies = connection.scalars(select(person.c.agency_id).where(person.c.id.in_(people)).distinct()).all()
    new = []
    for agency_id in agencies:
        known = (audit.c.agency_id == agency_id, audit.c.act == act, audit.c.channel == channel, audit.c.at >= since)
        if connection.scalar(select(audit.c.id).where(*known).limit(1)) is None:
            values = {"agency_id": agency_id, "act": act, "channel": channel, "at": at, "details": {}}
            connection.execute(insert(audit).values(**values))
            new.append(agency_id)
    return new
