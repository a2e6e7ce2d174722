"""The plan, what is reported of it each quarter, and its parts (project sheets, indicators, risks)."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from storage.tables.columns import ALIVE, Baht, Instant, String, json, metadata, of_agency, partial, prose, ref, row_id

plan = Table(
    "plan",
    metadata,
    row_id(),
    of_agency(),
    Column("framework", String(20), nullable=False),
    Column("first_year", Integer, nullable=False),
    Column("last_year", Integer, nullable=False),
    UniqueConstraint("agency_id", "framework"),
)

plan_item = Table(
    "plan_item",
    metadata,
    row_id(),
    of_agency(),
    ref("plan_id", "plan", nullable=False),
    Column("status", String(10), nullable=False, default="active"),  # draft | active
    Column("seq", Integer, nullable=False),
    Column("mission", String(10), nullable=False),
    Column("sub_mission", String(10), nullable=False, default=""),
    Column("kind", String(10), nullable=False),
    Column("title", Text, nullable=False),
    prose("target_group"),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    ref("division_id", "division"),
    ref("officer_id", "person"),
    json("outputs"),
    json("outcomes"),
    prose("note"),
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
    row_id(),
    of_agency(),
    ref("item_id", "plan_item", nullable=False),
    Column("fiscal_year", Integer, nullable=False),
    Column("quarter", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("reason", String(20), nullable=False, default=""),
    prose("reason_text"),
    prose("done"),
    Column("disbursed", Baht),
    prose("output"),
    prose("outcome"),
    json("more", dict),  # the optional fields of a result, by key
    json("kept"),  # doubts the reporter kept on purpose
    ref("reporter_id", "person"),
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
    **partial(ALIVE),
)
Index(None, quarter_result.c.agency_id, quarter_result.c.fiscal_year)

result_check = Table(  # a division head's word for a result, as it was then
    "result_check",
    metadata,
    row_id(),
    of_agency(),
    ref("result_id", "quarter_result", nullable=False),
    Column("seal", String(10), nullable=False),  # of all that the result said (bot.domain.checking)
    ref("person_id", "person", nullable=False),
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
    of_agency(),
    json("rationale"),
    json("objectives"),
    json("target_groups"),
    json("steps"),
    prose("place"),
    json("costs"),
    Column("version", Integer, nullable=False, default=1),
)
Index(None, project_sheet.c.agency_id)

indicator = Table(
    "indicator",
    metadata,
    row_id(),
    of_agency(),
    ref("plan_id", "plan", nullable=False),
    Column("seq", Integer, nullable=False),
    prose("label"),
    prose("unit"),
    prose("baseline"),
    json("amounts", dict),  # by fiscal year
    UniqueConstraint("plan_id", "seq"),
)

risk_row = Table(
    "risk_row",
    metadata,
    row_id(),
    of_agency(),
    ref("plan_id", "plan", nullable=False),
    Column("seq", Integer, nullable=False),
    prose("step"),
    json("issues"),
    UniqueConstraint("plan_id", "seq"),
)

risk_control = Table(
    "risk_control",
    metadata,
    row_id(),
    of_agency(),
    Column("risk_id", ForeignKey("risk_row.id", ondelete="CASCADE"), nullable=False),
    Column("seq", Integer, nullable=False),
    prose("text"),
    ref("item_id", "plan_item"),
    UniqueConstraint("risk_id", "seq"),
)
