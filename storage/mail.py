"""The life of a message: inbox and outbox. This is the hot path, so the statements are built once."""

import re
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Connection,
    String,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage import people, sessions
from storage.database import FARTHEST, Record, one_at_a_time, over
from storage.tables import UNSENT, agency, binding, document_request, inbox, media, outbox, person, session

RETRIES: Final = (timedelta(0), timedelta(seconds=1), timedelta(seconds=4))
"""A turn that failed is tried again after these; then its message is parked."""
CLAIM: Final = timedelta(seconds=60)
"""How long a process may take to send a message, or to make a document or photo, before another takes it over."""


_OPEN: Final = literal_column("'open'", String)
_ACTIVE: Final = literal_column("'active'", String)
"""States stand in the text of the statements, so that the partial indexes serve them."""


# --- inbox ----------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Incoming:
    """One raw update of a platform, as a handler stores it."""

    channel: str
    key: str
    address: str
    raw: Mapping[str, Any]
    at: datetime


def _store(dialect: str) -> Any:
    maker: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    columns = ("channel", "key", "address", "raw", "at", "stored_at")
    types = {name: inbox.c[name].type for name in columns}
    values = [bindparam(name, type_=types[name]) for name in columns]
    person_id = (
        select(binding.c.person_id)
        .where(binding.c.channel == bindparam("channel"), binding.c.address == bindparam("address"))
        .scalar_subquery()
    )
    by_address = (
        bindparam("channel", type_=types["channel"]).concat(":").concat(bindparam("address", type_=types["address"]))
    )
    lane = func.coalesce(literal("p:").concat(cast(person_id, String)), by_address)
    row = select(*values, person_id, lane, literal("open"), literal(0), literal(""), literal(""))
    names = [*columns, "person_id", "lane", "state", "tries", "error", "dialog"]
    return (
        maker(inbox)
        .from_select(names, row)
        .on_conflict_do_nothing(index_elements=["channel", "key"])
        .returning(inbox.c.id, inbox.c.lane)
    )


_STORE: Final = {dialect: _store(dialect) for dialect in ("sqlite", "postgresql")}


_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def storable(value: Any) -> Any:
    """JSON data without what no database takes: NUL and half characters."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value) if _UNSTORABLE.search(value) else value
    if isinstance(value, Mapping):
        return {name: storable(inner) for name, inner in value.items()}
    return [storable(inner) for inner in value] if isinstance(value, list) else value


def store(connection: Connection, updates: Iterable[Incoming], now: datetime) -> list[tuple[int, str]]:
    """Keep raw updates under their dedupe keys; id and lane of those that were not there before."""
    statement = _STORE[connection.dialect.name]
    stored = []
    for u in updates:
        values = {"channel": u.channel, "key": u.key, "address": u.address, "at": u.at, "stored_at": now}
        values["raw"] = storable(u.raw)
        if (row := connection.execute(statement, values).first()) is not None:
            stored.append((row[0], row[1]))
    return stored


_OLDEST = (
    select(
        *people.ACTING,
        inbox.c.id,
        inbox.c.channel,
        inbox.c.address,
        inbox.c.person_id,
        inbox.c.raw,
        inbox.c.at,
        inbox.c.retry_at,
        binding.c.reachable,
        binding.c.seen_at,
        exists(literal_column("1"))
        .where(outbox.c.channel == inbox.c.channel, outbox.c.address == inbox.c.address, UNSENT)
        .correlate(inbox)
        .label("chat_waits"),
        *sessions.COLUMNS,
    )
    .select_from(inbox)
    .outerjoin(person, and_(person.c.id == inbox.c.person_id, person.c.active))
    .outerjoin(agency, agency.c.id == person.c.agency_id)
    .outerjoin(
        binding,
        and_(
            binding.c.channel == inbox.c.channel,
            binding.c.address == inbox.c.address,
            binding.c.person_id == inbox.c.person_id,
        ),
    )
    .outerjoin(session, and_(session.c.person_id == inbox.c.person_id, session.c.status == _ACTIVE))
    .where(inbox.c.lane == bindparam("lane"), inbox.c.state == _OPEN)
    .order_by(inbox.c.id)
    .limit(literal_column("2"))
)
_OPEN_LANES = select(inbox.c.lane, func.min(inbox.c.id)).where(inbox.c.state == _OPEN).group_by(inbox.c.lane)
_DONE = (
    update(inbox)
    .where(inbox.c.id == bindparam("row_id"))
    .values(state=literal_column("'done'"), dialog=bindparam("met"))
)


def oldest(connection: Connection, lane: str) -> Sequence[Record]:
    """A lane's oldest open message with who wrote it, the dialog under way, and whether earlier answers still wait for
    their chat; and the next one, if there is one."""
    return connection.execute(_OLDEST, {"lane": lane}).all()


def adopt(connection: Connection, channel: str, address: str, person_id: int) -> str:
    """A chat is this person's now, also what it sent before that was known; the person's lane."""
    lane = f"p:{person_id}"
    theirs = and_(inbox.c.channel == channel, inbox.c.address == address, inbox.c.state == _OPEN)
    connection.execute(update(inbox).where(theirs).values(person_id=person_id, lane=lane))
    return lane


def open_lanes(connection: Connection) -> list[str]:
    """Lanes with open messages, for the sweep after a restart."""
    return [row[0] for row in connection.execute(_OPEN_LANES.order_by(func.min(inbox.c.id)))]


def done(connection: Connection, row_id: int, dialog: str) -> None:
    """The turn of this message is over."""
    connection.execute(_DONE, {"row_id": row_id, "met": dialog})


def failed(connection: Connection, row_id: int, error: str, dialog: str, now: datetime) -> bool:
    """Note that a turn raised; True when the message is parked now. Nothing, when another process did it meanwhile."""
    tries = connection.scalar(
        update(inbox)
        .where(inbox.c.id == row_id, inbox.c.state == _OPEN)
        .values(tries=inbox.c.tries + 1, error=error[:300], dialog=dialog)
        .returning(inbox.c.tries)
    )
    if tries is None:
        return False
    if tries > len(RETRIES):
        connection.execute(update(inbox).where(inbox.c.id == row_id).values(state="parked"))
        return True
    connection.execute(update(inbox).where(inbox.c.id == row_id).values(retry_at=now + RETRIES[tries - 1]))
    return False


def taken_back(connection: Connection, channel: str, address: str, message_id: str) -> bool:
    """A person took back what was sent. What no dialog has met is forgotten, also when its turn is still to come, and with
    its photo; what was an answer stays one. Whether something is kept."""
    said = inbox.c.raw["message"]["id"].as_string() == message_id
    found = select(inbox).where(inbox.c.channel == channel, inbox.c.address == address, said)
    if (row := connection.execute(found).first()) is None:
        return False
    one_at_a_time(connection, row.lane)  # a turn under way is over now
    row = connection.execute(found).one()
    if row.state == "done" and row.dialog:
        return True
    bare = {**row.raw, "message": {"id": message_id, "type": "unsent"}}
    connection.execute(update(inbox).where(inbox.c.id == row.id).values(state="done", raw=bare))
    connection.execute(delete(media).where(media.c.id == row.raw.get("media_id", 0)))
    return False


def parked(connection: Connection, agency_id: int) -> Sequence[Record]:
    """Parked messages of an agency's people: who, when, in which dialog; never the text."""
    return connection.execute(
        select(inbox.c.id, inbox.c.stored_at, inbox.c.dialog, person.c.name)
        .join(person, person.c.id == inbox.c.person_id)
        .where(person.c.agency_id == agency_id, inbox.c.state == literal_column("'parked'"))
        .order_by(inbox.c.id)
        .limit(20)
    ).all()


def reopen(connection: Connection, agency_id: int, row_id: int) -> Record | None:
    """Open a parked message of an agency again; its lane and sender, or None when it is not parked."""
    row = connection.execute(
        select(inbox.c.lane, person.c.name)
        .join(person, person.c.id == inbox.c.person_id)
        .where(inbox.c.id == row_id, person.c.agency_id == agency_id, inbox.c.state == literal_column("'parked'"))
    ).first()
    if row is not None:
        connection.execute(update(inbox).where(inbox.c.id == row_id).values(state="open", tries=0, retry_at=None))
    return row


# --- outbox -------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message claimed for sending."""

    id: int
    key: str
    channel: str
    address: str
    message: Mapping[str, Any]
    tries: int
    last: bool
    """Nothing else waited for the chat when it was claimed; who writes more says so."""
    inbox_id: int | None = None
    """The update that it answers."""
    error: str = ""
    """What kept it from being sent the last time, where that matters."""
    person_id: int | None = None
    """Whom it is for, where that matters."""


_PUT = insert(outbox)
_PUT_FIRST = insert(outbox).returning(outbox.c.id)
_FIRST = (
    select(outbox.c.id)
    .where(outbox.c.channel == bindparam("of_channel"), outbox.c.address == bindparam("of_address"), UNSENT)
    .order_by(outbox.c.id)
    .limit(literal_column("1"))
    .scalar_subquery()
)
_LAST: Final = literal_column(
    "NOT EXISTS (SELECT 1 FROM outbox AS later WHERE later.channel = outbox.channel"
    " AND later.address = outbox.address AND later.id > outbox.id AND later.state = 'new')",
    Boolean,
)
_FREE = or_(
    outbox.c.state == literal_column("'new'"),
    and_(outbox.c.state == literal_column("'retry'"), over(outbox.c.retry_at, bindparam("now"), bindparam("farthest"))),
    and_(outbox.c.state == literal_column("'sending'"), over(outbox.c.until, bindparam("now"), bindparam("farthest"))),
)
_FIRST_FREE = select(outbox.c.id).where(outbox.c.id == _FIRST, _FREE).with_for_update(skip_locked=True)
"""The chat's first unsent row, unless it waits or another process has it in hand; never the second instead."""
CLAIMED: Final = ("id", "key", "channel", "address", "message", "tries")
_CLAIM = (
    update(outbox)
    .where(outbox.c.id == _FIRST_FREE.scalar_subquery())
    .values(
        state=literal_column("'sending'"),
        sender=bindparam("by"),
        until=bindparam("until_at"),
        tries=outbox.c.tries + literal_column("1"),
    )
    .returning(*(outbox.c[name] for name in CLAIMED), _LAST, outbox.c.inbox_id)
)
MINE = and_(
    outbox.c.id == bindparam("row_id"),
    outbox.c.tries == bindparam("of_tries"),
    outbox.c.state == literal_column("'sending'"),
)
"""Still the claim that was handed out: nobody took the message over since."""
SENT = (
    update(outbox)
    .where(MINE)
    .values(state=literal_column("'sent'"), sent_at=bindparam("at"), sent_as=bindparam("platform_id"))
)


def put(
    connection: Connection,
    rows: Sequence[tuple[str, str, int | None, Mapping[str, Any]]],
    inbox_id: int | None,
    now: datetime,
    claimed_by: str = "",
) -> Outgoing | None:
    """Write messages to be sent: (channel, address, person id, dumped message). The first one can be claimed at once,
    when nothing else waits for its chat."""
    new = {
        "state": "new",
        "sender": "",
        "until": None,
        "tries": 0,
        "error": "",
        "sent_as": "",
        "inbox_id": inbox_id,
        "created_at": now,
    }
    made: list[dict[str, Any]] = [
        {"key": str(uuid.uuid4()), "channel": channel, "address": address, "person_id": person_id, "message": message}
        | new
        for channel, address, person_id, message in rows
    ]
    claimed = None
    if claimed_by and made:
        first = made.pop(0) | {"state": "sending", "sender": claimed_by, "until": now + CLAIM, "tries": 1}
        chat = first["channel"], first["address"]
        row_id = connection.execute(_PUT_FIRST, first).scalar_one()
        last = all((row["channel"], row["address"]) != chat for row in made)
        claimed = Outgoing(row_id, first["key"], *chat, first["message"], 1, last, inbox_id)
    if made:
        connection.execute(_PUT, made)
    return claimed


def overtaken(connection: Connection, chats: Collection[tuple[str, str]]) -> Sequence[Record]:
    """Reminders that could not be said in these chats until now are not said any more: a newer one is. To whom they were to
    be said (`person_id`), and since when (`created_at`)."""
    if not chats:
        return ()
    here = (outbox.c.channel.in_({chat[0] for chat in chats}), outbox.c.address.in_([chat[1] for chat in chats]))
    old = (UNSENT, outbox.c.state != "sending", outbox.c.message["reminds"].as_boolean())
    parked = update(outbox).where(*here, *old).values(state="parked", error="overtaken")
    return connection.execute(parked.returning(outbox.c.person_id, outbox.c.created_at)).all()


def claim(connection: Connection, channel: str, address: str, by: str, now: datetime) -> Outgoing | None:
    """Take a chat's oldest unsent message, if it may be sent now; later ones wait for it."""
    chat = {"of_channel": channel, "of_address": address}
    times = {"now": now, "until_at": now + CLAIM, "farthest": now + FARTHEST}
    row = connection.execute(_CLAIM, {**chat, **times, "by": by}).first()
    return Outgoing(*row) if row else None


def sent(connection: Connection, row: Outgoing, by: str, at: datetime, sent_as: str = "") -> Outgoing | None:
    """It was delivered, under the platform's id; claims what waits next for the same chat."""
    connection.execute(SENT, {"row_id": row.id, "of_tries": row.tries, "at": at, "platform_id": sent_as})
    alone = connection.dialect.name == "sqlite"  # else another process may have written more since
    return None if row.last and alone else claim(connection, row.channel, row.address, by, at)


def unsent(connection: Connection, row: Outgoing, retry_at: datetime | None, error: str) -> None:
    """It was not delivered: try again at that time, or park it (None)."""
    values = {"state": "retry" if retry_at else "parked", "retry_at": retry_at, "error": error[:300]}
    connection.execute(update(outbox).where(MINE).values(**values), {"row_id": row.id, "of_tries": row.tries})


def take_back(connection: Connection) -> None:
    """Free what a killed process had claimed. Only for a process that knows it is the only one."""
    connection.execute(update(outbox).where(outbox.c.state == "sending").values(state="new"))
    for table, state in ((document_request, "new"), (media, "pending")):
        connection.execute(update(table).where(table.c.state == state).values(retry_at=None))


def chats_waiting(connection: Connection, now: datetime) -> list[tuple[str, str]]:
    """Chats with unsent messages whose time has come, for the sweep."""
    due = or_(outbox.c.state != "retry", over(outbox.c.retry_at, now, now + FARTHEST))
    rows = connection.execute(select(outbox.c.channel, outbox.c.address).where(UNSENT, due).distinct())
    return [(row[0], row[1]) for row in rows]


def sent_to(connection: Connection, channel: str, address: str, limit: int) -> Sequence[Record]:
    """The newest messages sent to a chat, newest first; also what is told right now and not marked yet."""
    return connection.execute(
        select(outbox.c.id, outbox.c.message, outbox.c.sent_at, outbox.c.created_at)
        .where(outbox.c.channel == channel, outbox.c.address == address, outbox.c.state.in_(("sent", "sending")))
        .order_by(outbox.c.id.desc())
        .limit(limit)
    ).all()


def heard_from(connection: Connection, channel: str, address: str, limit: int) -> Sequence[Record]:
    """The newest updates of a chat, newest first."""
    return connection.execute(
        select(inbox.c.id, inbox.c.key, inbox.c.raw, inbox.c.stored_at)
        .where(inbox.c.channel == channel, inbox.c.address == address)
        .order_by(inbox.c.id.desc())
        .limit(limit)
    ).all()
