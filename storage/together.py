"""Messages of a chat that are said in one call, on platforms where several go together and each call counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, select, update

from storage.database import FARTHEST, Record
from storage.mail import CLAIM, CLAIMED, MINE, SENT, Outgoing
from storage.tables import UNSENT, binding, inbox, outbox

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
    heard: Sequence[Record]
    """The newest events (`id`, `raw`, `at`, `stored_at`, `state`), oldest first."""


_HEARD = (
    select(inbox.c.id, inbox.c.raw, inbox.c.at, inbox.c.stored_at, inbox.c.state)
    .where(inbox.c.channel == bindparam("of_channel"), inbox.c.address == bindparam("of_address"))
    .order_by(inbox.c.id.desc())
    .limit(MOST)
)
_REACHABLE = select(binding.c.reachable).where(
    binding.c.channel == bindparam("of_channel"), binding.c.address == bindparam("of_address")
)


def place(connection: Connection, channel: str, address: str, now: datetime, fresh: timedelta) -> Place:
    """A chat, and what was heard from it lately."""
    chat = {"of_channel": channel, "of_address": address}
    rows = connection.execute(_HEARD, chat).all()
    heard = [row for row in reversed(rows) if row.stored_at > now - fresh]
    return Place(connection.scalar(_REACHABLE, chat) is False, heard)
