"""The life of a message (inbox, session, outbox), links to files, and our accounts at the platforms."""

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Index, Integer, Table, UniqueConstraint, text

from storage.tables.columns import Instant, String, metadata, of_agency, partial, ref, row_id

inbox = Table(
    "inbox",
    metadata,
    row_id(),
    Column("channel", String(20), nullable=False),
    Column("key", String(120), nullable=False),  # account and the platform's id of the update
    Column("address", String(80), nullable=False),
    ref("person_id", "person"),
    Column("lane", String(110), nullable=False),  # one person's events run one at a time over all channels
    Column("raw", JSON, nullable=False),
    Column("at", Instant, nullable=False),  # the channel's own time
    Column("stored_at", Instant, nullable=False),
    Column("state", String(10), nullable=False, default="open"),  # open | done | parked
    Column("tries", Integer, nullable=False, default=0),
    Column("retry_at", Instant),
    Column("error", String(300), nullable=False, default=""),
    Column("dialog", String(40), nullable=False, default=""),  # which dialog it met, for the list of parked messages
    UniqueConstraint("channel", "key"),
    CheckConstraint("state IN ('open', 'done', 'parked')", name="state"),
)
Index("ix_inbox_open", inbox.c.lane, inbox.c.id, **partial(text("state = 'open'")))
Index("ix_inbox_parked", inbox.c.person_id, **partial(text("state = 'parked'")))
Index(None, inbox.c.channel, inbox.c.address, inbox.c.id)

session = Table(
    "session",
    metadata,
    Column("id", String(8), primary_key=True),
    ref("person_id", "person", nullable=False),
    Column("dialog", String(40), nullable=False),
    Column("args", JSON, nullable=False),
    Column("rev", Integer, nullable=False),
    Column("status", String(10), nullable=False),
    Column("state", JSON, nullable=False),  # answers, parts, row, open, pending, view, last
    Column("asked_at", Instant),
    Column("expires_at", Instant),
    Column("updated_at", Instant, nullable=False),
)
Index("uq_session_active", session.c.person_id, unique=True, **partial(text("status = 'active'")))
Index(None, session.c.person_id, session.c.dialog)

outbox = Table(
    "outbox",
    metadata,
    row_id(),
    Column("key", String(36), nullable=False),  # a UUID: the platform's retry key where it has one
    Column("channel", String(20), nullable=False),
    Column("address", String(80), nullable=False),
    ref("person_id", "person"),
    Column("message", JSON, nullable=False),
    Column("state", String(10), nullable=False, default="new"),  # new | sending | sent | retry | parked
    Column("sender", String(60), nullable=False, default=""),
    Column("until", Instant),
    Column("tries", Integer, nullable=False, default=0),
    Column("retry_at", Instant),
    Column("error", String(300), nullable=False, default=""),
    Column("inbox_id", Integer),
    Column("created_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("sent_as", String(40), nullable=False, default=""),  # the platform's id of the message
)
UNSENT = text("state IN ('new', 'sending', 'retry')")
Index("ix_outbox_unsent", outbox.c.channel, outbox.c.address, outbox.c.id, **partial(UNSENT))
Index(None, outbox.c.channel, outbox.c.address, outbox.c.id)

link = Table(  # an address under which one person may open one file for a while, where files cannot be sent
    "link",
    metadata,
    Column("key", String(32), primary_key=True),
    of_agency(),
    ref("person_id", "person", nullable=False),
    Column("outbox_id", Integer, nullable=False),  # the message that brought it
    Column("file", String(40), nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("holder", String(64), nullable=False, default=""),  # digest of what the first browser that opened it holds
)
Index(None, link.c.outbox_id, link.c.file)

cursor = Table(  # how far an account's updates were fetched
    "cursor",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("account", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
)

account = Table(  # what a platform calls a bot of ours, for links that lead to it
    "account",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("account", String(40), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("month_limit", Integer),  # messages a month that are counted; none: no limit, or none known
    Column("month_used", Integer),
    Column("counted_at", Instant),
)

pace = Table(  # when an account may send next, over all processes
    "pace",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("account", String(40), primary_key=True),
    Column("free_at", Instant, nullable=False),
)
