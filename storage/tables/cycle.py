"""The agency's year: periods opened again, reports that came by themselves, reminders."""

from sqlalchemy import Column, Date, Index, Integer, Table, UniqueConstraint, text

from storage.tables.columns import Instant, String, metadata, of_agency, partial, prose, ref, row_id

unlocked = Table(  # a closed period whose results can be changed once more; of several rows the newest says until when
    "unlocked",
    metadata,
    row_id(),
    of_agency(),
    Column("period", String(12), nullable=False),
    Column("until", Date, nullable=False),  # by the agency's clock
    prose("reason"),
    ref("person_id", "person", nullable=False),
    Column("at", Instant, nullable=False),
)
Index(None, unlocked.c.agency_id, unlocked.c.period)

round_report = Table(  # reports that were made by themselves, each once
    "round_report",
    metadata,
    row_id(),
    of_agency(),
    Column("kind", String(30), nullable=False),
    Column("fiscal_year", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    ref("request_id", "document_request", nullable=False),
    Column("told_at", Instant),
    Column("result", String(10), nullable=False, default=""),  # sent | skipped
    Column("why", String(40), nullable=False, default=""),
    UniqueConstraint("agency_id", "kind", "fiscal_year", "round"),
)
UNTOLD = text("told_at IS NULL")
Index("ix_round_report_untold", round_report.c.id, **partial(UNTOLD))

reminder = Table(
    "reminder",
    metadata,
    row_id(),
    of_agency(),
    ref("person_id", "person", nullable=False),
    Column("rule", String(20), nullable=False),  # days before (-14) or after (+1) the day it is about
    Column("period", String(12), nullable=False),  # code of the quarter or round that is due
    Column("due_on", Date, nullable=False),
    Column("plan_at", Instant, nullable=False),  # by the agency's clock
    Column("fired_at", Instant),
    Column("result", String(10), nullable=False, default=""),  # sent | skipped
    Column("why", String(40), nullable=False, default=""),
)
UNFIRED = text("fired_at IS NULL")
Index("uq_reminder_unfired", reminder.c.person_id, reminder.c.rule, reminder.c.period, unique=True, **partial(UNFIRED))
Index("ix_reminder_due", reminder.c.plan_at, **partial(UNFIRED))
Index(None, reminder.c.agency_id, reminder.c.person_id)
