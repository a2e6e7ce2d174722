"""Agencies, their people, the chats and codes by which they are known, and what they did."""

from datetime import date

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Index, Integer, Table, Text, UniqueConstraint

from storage.tables.columns import Instant, String, metadata, of_agency, prose, ref, row_id

agency = Table(
    "agency",
    metadata,
    row_id(),
    Column("name", Text, nullable=False),
    Column("kind", String(30), nullable=False),
    prose("tambon"),
    prose("district"),
    prose("province"),
    Column("digits", String(10), nullable=False, default="thai"),
    Column("sample", Boolean, nullable=False, default=False),
    Column("chain", String(40), nullable=False, default="clerk"),  # whose word documents need (bot.domain.approval)
    Column("approve_own", Boolean, nullable=False, default=False),  # who submitted may approve too
    Column("clock_shift", BigInteger, nullable=False, default=0),  # seconds; only a sample agency's clock moves
    Column("remind_on", Date, nullable=False, default=date(2000, 1, 1)),  # its reminders are planned up to this day
    prose("due_days"),  # those that are not the usual ones (bot.domain.due_days)
    Column("reports_on", Date, default=date(2000, 1, 1)),  # when reports are made by themselves next; none: never
)
Index(None, agency.c.clock_shift, agency.c.remind_on)
Index(None, agency.c.clock_shift, agency.c.reports_on)

division = Table(
    "division",
    metadata,
    row_id(),
    of_agency(),
    Column("seq", Integer, nullable=False),
    prose("name"),
    prose("telephone"),
)
Index(None, division.c.agency_id)

person = Table(
    "person",
    metadata,
    row_id(),
    of_agency(),
    ref("division_id", "division"),
    prose("name"),
    prose("position"),
    Column("role", String(20), nullable=False),
    Column("active", Boolean, nullable=False, default=True),
    Column("privacy_shown_at", Instant),
    Column("left_at", Instant),
    Column("quiet_until", Date),  # not reminded before this day; the last day there is: never
)
Index(None, person.c.agency_id)

binding = Table(
    "binding",
    metadata,
    row_id(),
    ref("person_id", "person", nullable=False),
    Column("channel", String(20), nullable=False),
    Column("address", String(80), nullable=False),  # the channel's id of the person's one-to-one chat
    Column("reachable", Boolean, nullable=False, default=True),
    Column("seen_at", Instant),
    UniqueConstraint("channel", "address"),
)
Index(None, binding.c.person_id)

invite = Table(
    "invite",
    metadata,
    row_id(),
    of_agency(),
    ref("person_id", "person", nullable=False),  # who joins by it; the person is there before the code is used
    Column("code_hash", String(64), nullable=False, unique=True),
    ref("invited_by", "person"),  # none: the operator, on the command line
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("revoked_at", Instant),
)
Index(None, invite.c.agency_id, invite.c.person_id)

guess = Table(  # codes tried in vain, so that nobody can go on trying
    "guess",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("address", String(80), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("since", Instant, nullable=False),
)

acting_officer = Table(  # who decides in the place of a post for some days
    "acting_officer",
    metadata,
    row_id(),
    of_agency(),
    ref("person_id", "person", nullable=False),
    Column("role", String(20), nullable=False),
    ref("division_id", "division"),  # of a head
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    ref("named_by", "person"),  # none: a file of the agency
    Column("ended_at", Instant),  # taken back
)
Index(None, acting_officer.c.agency_id)

audit = Table(
    "audit",
    metadata,
    row_id(),
    of_agency(),
    ref("person_id", "person"),
    Column("act", String(60), nullable=False),  # "who:what:did"
    Column("subject_id", Integer),
    Column("details", JSON, nullable=False, default=dict),
    Column("channel", String(20), nullable=False),
    Column("at", Instant, nullable=False),
)
Index(None, audit.c.agency_id, audit.c.act, audit.c.subject_id)
