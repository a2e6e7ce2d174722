"""Photos and files that were sent, what they prove, and the files we made."""

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, Table, UniqueConstraint, text

from storage.tables.columns import Instant, String, metadata, of_agency, partial, prose, ref, row_id

media = Table(
    "media",
    metadata,
    row_id(),
    ref("agency_id", "agency"),
    ref("person_id", "person"),
    Column("state", String(10), nullable=False, default="pending"),  # pending | ready | failed
    Column("problem", String(30), nullable=False, default=""),
    Column("source", JSON, nullable=False, default=dict),  # where the bytes are fetched from, by channel
    prose("name"),
    Column("mime", String(100), nullable=False, default=""),
    Column("size", BigInteger, nullable=False, default=0),
    Column("key", String(200), nullable=False, default=""),
    Column("sha256", String(64), nullable=False, default=""),  # of the bytes as they were sent
    prose("caption"),
    Column("width", Integer),
    Column("height", Integer),
    Column("taken_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("retry_at", Instant),  # while pending: not before this is it tried (again)
    Column("tries", Integer, nullable=False, default=0),
)
Index(None, media.c.person_id)
Index("ix_media_pending", media.c.id, **partial(text("state = 'pending'")))

evidence = Table(
    "evidence",
    metadata,
    row_id(),
    of_agency(),
    ref("media_id", "media", nullable=False),
    Column("subject", String(20), nullable=False),  # quarter_result | measure_result
    Column("subject_id", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    UniqueConstraint("subject", "subject_id", "media_id"),
)

stored_file = Table(
    "stored_file",
    metadata,
    Column("id", String(32), primary_key=True),
    of_agency(),
    prose("name"),
    Column("mime", String(100), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("key", String(200), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
)
Index(None, stored_file.c.sha256)
