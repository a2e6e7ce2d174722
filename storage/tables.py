"""The tables. Core only: rows are read into the domain's dataclasses by `storage.queries`.

Every row of an agency carries its `agency_id`, and every query goes through the agency of the acting person. Money is
kept as whole satang, instants as UTC. What the retention rules drop (inbox, sessions, outbox) holds the personal texts;
what is kept ten years (plans, results, reports, decisions, audit) holds none but the official content.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy import String as AnyString
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class String(AnyString):
    """Short text. What is compared with it is text: SQLAlchemy would ask of each member of an enum whether it is a mapped
    object, which fails while another thread imports its ORM (DBOS does)."""

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> Any:
        return self if isinstance(value, str) else super().coerce_compared_value(op, value)


class _Iso(sqlite.DATETIME):
    """An instant in SQLite (which knows no zones): UTC, written and read by the standard library, thrice as fast."""

    def bind_processor(self, dialect: Dialect) -> Any:
        def write(value: datetime | None) -> str | None:
            return None if value is None else value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")

        return write

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        def read(value: str | None) -> datetime | None:
            return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)

        return read


_ISO: Any = _Iso  # SQLAlchemy leaves its maker untyped


class Instant(TypeDecorator[datetime]):
    """An aware datetime."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(_ISO() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant without its zone")
        return value


class Baht(TypeDecorator[Decimal]):
    """Baht as Decimal, kept as whole satang, so that sums are exact on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        satang = value * 100
        if satang != int(satang):
            raise ValueError(f"{value} has less than a satang")
        return int(satang)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / 100


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _agency() -> Column[int]:
    return Column("agency_id", ForeignKey("agency.id", ondelete="CASCADE"), nullable=False)


def _ref(name: str, table: str, *, nullable: bool = True) -> Column[int]:
    return Column(name, ForeignKey(f"{table}.id"), nullable=nullable)


def _json(name: str, default: Any = list) -> Column[Any]:
    return Column(name, JSON, nullable=False, default=default)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="")


ALIVE = text("deleted_at IS NULL")

agency = Table(
    "agency",
    metadata,
    _id(),
    Column("name", Text, nullable=False),
    Column("kind", String(30), nullable=False),
    _text("tambon"),
    _text("district"),
    _text("province"),
    Column("digits", String(10), nullable=False, default="thai"),
    Column("sample", Boolean, nullable=False, default=False),
    Column("chain", String(40), nullable=False, default="clerk"),  # whose word documents need (bot.domain.approval)
    Column("approve_own", Boolean, nullable=False, default=False),  # who submitted may approve too
    Column("clock_shift", BigInteger, nullable=False, default=0),  # seconds; only a sample agency's clock moves
    Column("remind_on", Date, nullable=False, default=date(2000, 1, 1)),  # its reminders are planned up to this day
    _text("due_days"),  # those that are not the usual ones (bot.domain.due_days)
    Column("reports_on", Date, default=date(2000, 1, 1)),  # when reports are made by themselves next; none: never
)
Index(None, agency.c.clock_shift, agency.c.remind_on)
Index(None, agency.c.clock_shift, agency.c.reports_on)

division = Table(
    "division",
    metadata,
    _id(),
    _agency(),
    Column("seq", Integer, nullable=False),
    _text("name"),
    _text("telephone"),
)
Index(None, division.c.agency_id)

person = Table(
    "person",
    metadata,
    _id(),
    _agency(),
    _ref("division_id", "division"),
    _text("name"),
    _text("position"),
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
    _id(),
    _ref("person_id", "person", nullable=False),
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
    _id(),
    _agency(),
    _ref("person_id", "person", nullable=False),  # who joins by it; the person is there before the code is used
    Column("code_hash", String(64), nullable=False, unique=True),
    _ref("invited_by", "person"),  # none: the operator, on the command line
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

signatory = Table(  # who signs for the mayor or the clerk, and when
    "signatory",
    metadata,
    _id(),
    _agency(),
    Column("post", String(20), nullable=False),
    _text("name"),
    _text("position"),
    _text("acting_for"),
    Column("first_day", Date),
    Column("last_day", Date),
)
Index(None, signatory.c.agency_id)

acting_officer = Table(  # who decides in the place of a post for some days
    "acting_officer",
    metadata,
    _id(),
    _agency(),
    _ref("person_id", "person", nullable=False),
    Column("role", String(20), nullable=False),
    _ref("division_id", "division"),  # of a head
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    _ref("named_by", "person"),  # none: a file of the agency
    Column("ended_at", Instant),  # taken back
)
Index(None, acting_officer.c.agency_id)

ita_item = Table(  # which ITA item a document answers, where the agency knows better than templates/ita_items.yaml
    "ita_item",
    metadata,
    Column("agency_id", ForeignKey("agency.id", ondelete="CASCADE"), primary_key=True),
    Column("fiscal_year", Integer, primary_key=True),
    *(Column(kind, String(4)) for kind in ("plan", "six_month", "yearly", "measures", "measures_result")),
)

# --- the plan ---------------------------------------------------------------------------------------------------------
plan = Table(
    "plan",
    metadata,
    _id(),
    _agency(),
    Column("framework", String(20), nullable=False),
    Column("first_year", Integer, nullable=False),
    Column("last_year", Integer, nullable=False),
    UniqueConstraint("agency_id", "framework"),
)

plan_item = Table(
    "plan_item",
    metadata,
    _id(),
    _agency(),
    _ref("plan_id", "plan", nullable=False),
    Column("status", String(10), nullable=False, default="active"),  # draft | active
    Column("seq", Integer, nullable=False),
    Column("mission", String(10), nullable=False),
    Column("sub_mission", String(10), nullable=False, default=""),
    Column("kind", String(10), nullable=False),
    Column("title", Text, nullable=False),
    _text("target_group"),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    _ref("division_id", "division"),
    _ref("officer_id", "person"),
    _json("outputs"),
    _json("outcomes"),
    _text("note"),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant),
)
Index(None, plan_item.c.agency_id, plan_item.c.plan_id)

item_year = Table(
    "item_year",
    metadata,
    Column("item_id", ForeignKey("plan_item.id", ondelete="CASCADE"), primary_key=True),
    Column("fiscal_year", Integer, primary_key=True),
    Column("active", Boolean, nullable=False),
    Column("amount", Baht, nullable=False),
)

quarter_result = Table(
    "quarter_result",
    metadata,
    _id(),
    _agency(),
    _ref("item_id", "plan_item", nullable=False),
    Column("fiscal_year", Integer, nullable=False),
    Column("quarter", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("reason", String(20), nullable=False, default=""),
    _text("reason_text"),
    _text("done"),
    Column("disbursed", Baht),
    _text("output"),
    _text("outcome"),
    _json("more", dict),  # the optional fields of a result, by key
    _json("kept"),  # doubts the reporter kept on purpose
    _ref("reporter_id", "person"),
    Column("recorded_at", Instant, nullable=False),
    Column("first_at", Instant),  # when it was recorded first, where it was changed since
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant),
)
Index(
    "uq_quarter_result_alive",
    quarter_result.c.item_id,
    quarter_result.c.fiscal_year,
    quarter_result.c.quarter,
    unique=True,
    sqlite_where=ALIVE,
    postgresql_where=ALIVE,
)
Index(None, quarter_result.c.agency_id, quarter_result.c.fiscal_year)

result_check = Table(  # a division head's word for a result, as it was then
    "result_check",
    metadata,
    _id(),
    _agency(),
    _ref("result_id", "quarter_result", nullable=False),
    Column("seal", String(10), nullable=False),  # of all that the result said (bot.domain.checking)
    _ref("person_id", "person", nullable=False),
    Column("at", Instant, nullable=False),
    Column("batch", Integer, nullable=False),  # what one tap approved shares it
    Column("undone_at", Instant),
)
Index(None, result_check.c.result_id)
Index(None, result_check.c.batch)

project_sheet = Table(
    "project_sheet",
    metadata,
    Column("item_id", ForeignKey("plan_item.id", ondelete="CASCADE"), primary_key=True),
    _agency(),
    _json("rationale"),
    _json("objectives"),
    _json("target_groups"),
    _json("steps"),
    _text("place"),
    _json("costs"),
    Column("version", Integer, nullable=False, default=1),
)
Index(None, project_sheet.c.agency_id)

indicator = Table(
    "indicator",
    metadata,
    _id(),
    _agency(),
    _ref("plan_id", "plan", nullable=False),
    Column("seq", Integer, nullable=False),
    _text("label"),
    _text("unit"),
    _text("baseline"),
    _json("amounts", dict),  # by fiscal year
    UniqueConstraint("plan_id", "seq"),
)

risk_row = Table(
    "risk_row",
    metadata,
    _id(),
    _agency(),
    _ref("plan_id", "plan", nullable=False),
    Column("seq", Integer, nullable=False),
    _text("step"),
    _json("issues"),
    UniqueConstraint("plan_id", "seq"),
)

risk_control = Table(
    "risk_control",
    metadata,
    _id(),
    _agency(),
    Column("risk_id", ForeignKey("risk_row.id", ondelete="CASCADE"), nullable=False),
    Column("seq", Integer, nullable=False),
    _text("text"),
    _ref("item_id", "plan_item"),
    UniqueConstraint("risk_id", "seq"),
)

plan_order = Table(  # คำสั่งแต่งตั้งคณะทำงาน
    "plan_order",
    metadata,
    Column("plan_id", ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True),
    _agency(),
    _text("subject"),
    _text("number"),
    _json("members"),
    _json("duties"),
    _json("reasons"),
    Column("effective", Date),
    Column("signed_on", Date),
    Column("version", Integer, nullable=False, default=1),
)

announcement = Table(
    "announcement",
    metadata,
    Column("plan_id", ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True),
    _agency(),
    _text("subject"),
    _json("reasons"),
    Column("signed_on", Date),
    Column("version", Integer, nullable=False, default=1),
)

round_note = Table(  # problems and suggestions about the plan as a whole, for the report of a round
    "round_note",
    metadata,
    Column("agency_id", ForeignKey("agency.id", ondelete="CASCADE"), primary_key=True),
    Column("fiscal_year", Integer, primary_key=True),
    Column("round", Integer, primary_key=True),
    _json("problems"),
    _json("suggestions"),
)

memo = Table(  # บันทึกข้อความ: number, day and what its writer says otherwise than we do
    "memo",
    metadata,
    _id(),
    _agency(),
    Column("submits", String(30), nullable=False),  # document kind
    Column("fiscal_year", Integer, nullable=False),
    Column("round", Integer, nullable=False, default=0),  # 0: of no round
    Column("about", String(20), nullable=False, default=""),  # the classical measure
    _text("number"),
    Column("dated", Date),
    _ref("division_id", "division"),
    _json("background"),
    _json("facts"),
    _json("proposals"),
    UniqueConstraint("agency_id", "submits", "fiscal_year", "round", "about"),
)

# --- measures ---------------------------------------------------------------------------------------------------------
measure = Table(
    "measure",
    metadata,
    _id(),
    _agency(),
    Column("fiscal_year", Integer, nullable=False),
    Column("status", String(10), nullable=False, default="active"),
    Column("seq", Integer, nullable=False),
    Column("name", Text, nullable=False),
    _json("practices"),
    _json("procedure"),
    _text("owner"),
    _ref("division_id", "division"),
    _text("monitoring"),
    _json("rounds"),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant),
)
Index(None, measure.c.agency_id, measure.c.fiscal_year)

ita_analysis = Table(
    "ita_analysis",
    metadata,
    _id(),
    _agency(),
    Column("fiscal_year", Integer, nullable=False),
    Column("analysed_year", Integer, nullable=False),
    _json("urgent"),
    _json("improve"),
    _json("actions"),
    Column("version", Integer, nullable=False, default=1),
    UniqueConstraint("agency_id", "fiscal_year"),
)

single_measure = Table(  # what the report of one classical measure says
    "single_measure",
    metadata,
    _id(),
    _agency(),
    Column("fiscal_year", Integer, nullable=False),
    Column("code", String(20), nullable=False),
    _json("background"),
    _json("objectives"),
    _json("practices"),
    _json("processes"),
    _json("cases"),
    Column("version", Integer, nullable=False, default=1),
    UniqueConstraint("agency_id", "fiscal_year", "code"),
)

measure_result = Table(
    "measure_result",
    metadata,
    _id(),
    _agency(),
    _ref("measure_id", "measure", nullable=False),
    Column("round", Integer, nullable=False),  # months: 3, 6, 9 or 12
    _json("details"),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    _text("output"),
    _text("outcome"),
    _text("note"),
    _text("problem"),
    _text("suggestion"),
    _json("kept"),
    _ref("reporter_id", "person"),
    Column("recorded_at", Instant, nullable=False),
    Column("first_at", Instant),  # when it was recorded first, where it was changed since
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant),
)
Index(
    "uq_measure_result_alive",
    measure_result.c.measure_id,
    measure_result.c.round,
    unique=True,
    sqlite_where=ALIVE,
    postgresql_where=ALIVE,
)
Index(None, measure_result.c.agency_id)

# --- files ------------------------------------------------------------------------------------------------------------
media = Table(
    "media",
    metadata,
    _id(),
    _ref("agency_id", "agency"),
    _ref("person_id", "person"),
    Column("state", String(10), nullable=False, default="pending"),  # pending | ready | failed
    Column("problem", String(30), nullable=False, default=""),
    Column("source", JSON, nullable=False, default=dict),  # where the bytes are fetched from, by channel
    _text("name"),
    Column("mime", String(100), nullable=False, default=""),
    Column("size", BigInteger, nullable=False, default=0),
    Column("key", String(200), nullable=False, default=""),
    Column("sha256", String(64), nullable=False, default=""),  # of the bytes as they were sent
    _text("caption"),
    Column("width", Integer),
    Column("height", Integer),
    Column("taken_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("retry_at", Instant),  # while pending: not before this is it tried (again)
    Column("tries", Integer, nullable=False, default=0),
)
Index(None, media.c.person_id)
Index(
    "ix_media_pending", media.c.id, sqlite_where=text("state = 'pending'"), postgresql_where=text("state = 'pending'")
)

evidence = Table(
    "evidence",
    metadata,
    _id(),
    _agency(),
    _ref("media_id", "media", nullable=False),
    Column("subject", String(20), nullable=False),  # quarter_result | measure_result
    Column("subject_id", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    UniqueConstraint("subject", "subject_id", "media_id"),
)

emblem = Table(  # the picture on orders, announcements and memos
    "emblem",
    metadata,
    Column("agency_id", ForeignKey("agency.id", ondelete="CASCADE"), primary_key=True),
    _ref("media_id", "media", nullable=False),
)
Index(None, emblem.c.media_id)

stored_file = Table(
    "stored_file",
    metadata,
    Column("id", String(32), primary_key=True),
    _agency(),
    _text("name"),
    Column("mime", String(100), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("key", String(200), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
)
Index(None, stored_file.c.sha256)

# --- reports and their approval -----------------------------------------------------------------------------------------
report = Table(
    "report",
    metadata,
    _id(),
    _agency(),
    Column("kind", String(30), nullable=False),
    Column("fiscal_year", Integer, nullable=False),  # of a whole plan its first
    Column("round", Integer, nullable=False),  # months; 0 where it is of no round
    Column("subject", String(40), nullable=False, default=""),  # item, measure, or what a memo submits
    Column("named", Text, nullable=False, default=""),  # what it is about in words, where the time does not say it all
    Column("version", Integer, nullable=False),
    Column("state", String(12), nullable=False),  # draft | submitted | returned | approved | superseded
    Column("fingerprint", String(64), nullable=False),  # of the data it shows
    Column("signers", String(64), nullable=False, default=""),  # of the names under which it is signed
    Column("draft_file", String(32)),
    Column("final_file", String(32)),
    Column("code", String(12)),  # printed in the final document, by which anybody who holds it can verify it
    Column("template", String(64), nullable=False, default=""),  # SHA-256 of the agency's template it was made with
    _json("steps"),  # the levels it has to pass, from its submission on (bot.domain.approval.Step)
    _json("findings"),
    _json("changes", dict),  # since the version that was submitted before (bot.domain.versions.Changes)
    _ref("requested_by", "person"),
    _ref("submitted_by", "person"),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("agency_id", "kind", "fiscal_year", "round", "subject", "version"),
)
Index(None, report.c.code, unique=True)

decision = Table(
    "decision",
    metadata,
    _id(),
    _agency(),
    _ref("report_id", "report", nullable=False),
    Column("level", Integer, nullable=False),
    Column("decision", String(10), nullable=False),  # submit | approve | return | undo
    _text("reason"),
    _ref("person_id", "person", nullable=False),
    _text("position"),  # as it was then
    _text("acting_for"),  # the post filled for the time being
    Column(
        "division_id", Integer
    ),  # whose head's word it is; as in the report's steps, also when that division is no more
    Column("channel", String(20), nullable=False),
    Column("at", Instant, nullable=False),
)
Index(None, decision.c.report_id)

mark = Table(  # items named when a report was sent back, until they are mended or it is submitted again
    "mark",
    metadata,
    _id(),
    _agency(),
    _ref("report_id", "report", nullable=False),
    Column("what", String(10), nullable=False),  # item | measure
    Column("subject_id", Integer, nullable=False),
    Column("period", String(12), nullable=False),  # whose result is mended
    _text("reason"),
    _ref("person_id", "person", nullable=False),
    Column("at", Instant, nullable=False),
    Column("done_at", Instant),
)
Index(
    "ix_mark_waiting",
    mark.c.agency_id,
    sqlite_where=text("done_at IS NULL"),
    postgresql_where=text("done_at IS NULL"),
)

document_request = Table(
    "document_request",
    metadata,
    _id(),
    _agency(),
    _ref("person_id", "person", nullable=False),
    Column("kind", String(30), nullable=False),
    Column("fiscal_year", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("subject", String(40), nullable=False, default=""),
    _ref("report_id", "report"),  # the approved report whose final file is made; else a draft is
    Column("channel", String(20), nullable=False),
    Column("address", String(80), nullable=False),
    Column("inbox_id", Integer),  # the update that asked for it
    Column("state", String(10), nullable=False, default="new"),  # new | done | failed
    Column("tries", Integer, nullable=False, default=0),
    Column("retry_at", Instant),
    Column("created_at", Instant, nullable=False),
)
Index(
    "ix_document_request_new",
    document_request.c.id,
    sqlite_where=text("state = 'new'"),
    postgresql_where=text("state = 'new'"),
)

agency_template = Table(  # which template documents of a kind were made with, from then on
    "agency_template",
    metadata,
    _id(),
    _agency(),
    Column("kind", String(30), nullable=False),
    Column("version", Integer, nullable=False),
    Column("file", String(32), nullable=False, default=""),  # a stored file; empty: the product's own
    _ref("person_id", "person"),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("agency_id", "kind", "version"),
)

errand = Table(  # slow work somebody waits for: a template to be looked at, a document to be shown as pages
    "errand",
    metadata,
    _id(),
    _agency(),
    _ref("person_id", "person", nullable=False),
    Column("what", String(20), nullable=False),  # template | pages | history | verify
    _json("about", dict),
    Column("channel", String(20), nullable=False),
    Column("address", String(80), nullable=False),
    Column("inbox_id", Integer),  # the update that asked for it
    Column("state", String(10), nullable=False, default="new"),  # new | done | failed
    Column("tries", Integer, nullable=False, default=0),
    Column("retry_at", Instant),
    Column("created_at", Instant, nullable=False),
)
Index(
    "ix_errand_new",
    errand.c.id,
    sqlite_where=text("state = 'new'"),
    postgresql_where=text("state = 'new'"),
)

audit = Table(
    "audit",
    metadata,
    _id(),
    _agency(),
    _ref("person_id", "person"),
    Column("act", String(60), nullable=False),  # "who:what:did"
    Column("subject_id", Integer),
    Column("details", JSON, nullable=False, default=dict),
    Column("channel", String(20), nullable=False),
    Column("at", Instant, nullable=False),
)
Index(None, audit.c.agency_id, audit.c.act, audit.c.subject_id)

# --- the reporting cycle --------------------------------------------------------------------------------------------------
unlocked = (
    Table(  # results of a period that was closed can be changed once more; of several rows the newest says until when
        "unlocked",
        metadata,
        _id(),
        _agency(),
        Column("period", String(12), nullable=False),
        Column("until", Date, nullable=False),  # by the agency's clock
        _text("reason"),
        _ref("person_id", "person", nullable=False),
        Column("at", Instant, nullable=False),
    )
)
Index(None, unlocked.c.agency_id, unlocked.c.period)

round_report = Table(  # reports that were made by themselves, each once
    "round_report",
    metadata,
    _id(),
    _agency(),
    Column("kind", String(30), nullable=False),
    Column("fiscal_year", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    _ref("request_id", "document_request", nullable=False),
    Column("told_at", Instant),
    Column("result", String(10), nullable=False, default=""),  # sent | skipped
    Column("why", String(40), nullable=False, default=""),
    UniqueConstraint("agency_id", "kind", "fiscal_year", "round"),
)
UNTOLD = text("told_at IS NULL")
Index("ix_round_report_untold", round_report.c.id, sqlite_where=UNTOLD, postgresql_where=UNTOLD)

# --- reminders ------------------------------------------------------------------------------------------------------------
reminder = Table(
    "reminder",
    metadata,
    _id(),
    _agency(),
    _ref("person_id", "person", nullable=False),
    Column("rule", String(20), nullable=False),  # days before (-14) or after (+1) the day it is about
    Column("period", String(12), nullable=False),  # code of the quarter or round that is due
    Column("due_on", Date, nullable=False),
    Column("plan_at", Instant, nullable=False),  # by the agency's clock
    Column("fired_at", Instant),
    Column("result", String(10), nullable=False, default=""),  # sent | skipped
    Column("why", String(40), nullable=False, default=""),
)
UNFIRED = text("fired_at IS NULL")
Index(
    "uq_reminder_unfired",
    reminder.c.person_id,
    reminder.c.rule,
    reminder.c.period,
    unique=True,
    sqlite_where=UNFIRED,
    postgresql_where=UNFIRED,
)
Index("ix_reminder_due", reminder.c.plan_at, sqlite_where=UNFIRED, postgresql_where=UNFIRED)
Index(None, reminder.c.agency_id, reminder.c.person_id)

# --- the life of a message ----------------------------------------------------------------------------------------------
inbox = Table(
    "inbox",
    metadata,
    _id(),
    Column("channel", String(20), nullable=False),
    Column("key", String(120), nullable=False),  # account and the platform's id of the update
    Column("address", String(80), nullable=False),
    _ref("person_id", "person"),
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
Index(
    "ix_inbox_open",
    inbox.c.lane,
    inbox.c.id,
    sqlite_where=text("state = 'open'"),
    postgresql_where=text("state = 'open'"),
)
Index(
    "ix_inbox_parked",
    inbox.c.person_id,
    sqlite_where=text("state = 'parked'"),
    postgresql_where=text("state = 'parked'"),
)
Index(None, inbox.c.channel, inbox.c.address, inbox.c.id)

session = Table(
    "session",
    metadata,
    Column("id", String(8), primary_key=True),
    _ref("person_id", "person", nullable=False),
    Column("dialog", String(40), nullable=False),
    Column("args", JSON, nullable=False),
    Column("rev", Integer, nullable=False),
    Column("status", String(10), nullable=False),
    Column("state", JSON, nullable=False),  # answers, parts, row, open, pending, view, last
    Column("asked_at", Instant),
    Column("expires_at", Instant),
    Column("updated_at", Instant, nullable=False),
)
Index(
    "uq_session_active",
    session.c.person_id,
    unique=True,
    sqlite_where=text("status = 'active'"),
    postgresql_where=text("status = 'active'"),
)
Index(None, session.c.person_id, session.c.dialog)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("key", String(36), nullable=False),  # a UUID: the platform's retry key where it has one
    Column("channel", String(20), nullable=False),
    Column("address", String(80), nullable=False),
    _ref("person_id", "person"),
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
Index("ix_outbox_unsent", outbox.c.channel, outbox.c.address, outbox.c.id, sqlite_where=UNSENT, postgresql_where=UNSENT)
Index(None, outbox.c.channel, outbox.c.address, outbox.c.id)

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

link = Table(  # an address under which one person may open one file for a while, where files cannot be sent
    "link",
    metadata,
    Column("key", String(32), primary_key=True),
    _agency(),
    _ref("person_id", "person", nullable=False),
    Column("outbox_id", Integer, nullable=False),  # the message that brought it
    Column("file", String(40), nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("holder", String(64), nullable=False, default=""),  # digest of what the first browser that opened it holds
)
Index(None, link.c.outbox_id, link.c.file)

pace = Table(  # when an account may send next, over all processes
    "pace",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("account", String(40), primary_key=True),
    Column("free_at", Instant, nullable=False),
)
