"""Measures, what their analysis said, and what is reported of them each round."""

from sqlalchemy import Column, Date, Index, Integer, Table, Text, UniqueConstraint

from storage.tables.columns import ALIVE, Instant, String, json, metadata, of_agency, partial, prose, ref, row_id

measure = Table(
    "measure",
    metadata,
    row_id(),
    of_agency(),
    Column("fiscal_year", Integer, nullable=False),
    Column("status", String(10), nullable=False, default="active"),
    Column("seq", Integer, nullable=False),
    Column("name", Text, nullable=False),
    json("practices"),
    json("procedure"),
    prose("owner"),
    ref("division_id", "division"),
    prose("monitoring"),
    json("rounds"),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant),
)
Index(None, measure.c.agency_id, measure.c.fiscal_year)

ita_analysis = Table(
    "ita_analysis",
    metadata,
    row_id(),
    of_agency(),
    Column("fiscal_year", Integer, nullable=False),
    Column("analysed_year", Integer, nullable=False),
    json("urgent"),
    json("improve"),
    json("actions"),
    Column("version", Integer, nullable=False, default=1),
    UniqueConstraint("agency_id", "fiscal_year"),
)

single_measure = Table(  # what the report of one classical measure says
    "single_measure",
    metadata,
    row_id(),
    of_agency(),
    Column("fiscal_year", Integer, nullable=False),
    Column("code", String(20), nullable=False),
    json("background"),
    json("objectives"),
    json("practices"),
    json("processes"),
    json("cases"),
    Column("version", Integer, nullable=False, default=1),
    UniqueConstraint("agency_id", "fiscal_year", "code"),
)

measure_result = Table(
    "measure_result",
    metadata,
    row_id(),
    of_agency(),
    ref("measure_id", "measure", nullable=False),
    Column("round", Integer, nullable=False),  # months: 3, 6, 9 or 12
    json("details"),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    prose("output"),
    prose("outcome"),
    prose("note"),
    prose("problem"),
    prose("suggestion"),
    json("kept"),
    ref("reporter_id", "person"),
    Column("recorded_at", Instant, nullable=False),
    Column("first_at", Instant),  # when it was recorded first, where it was changed since
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant),
)
Index("uq_measure_result_alive", measure_result.c.measure_id, measure_result.c.round, unique=True, **partial(ALIVE))
Index(None, measure_result.c.agency_id)
