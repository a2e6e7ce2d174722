"""Which documents a change reaches: told by what it is about, before it is made and afterwards.

What is over stays as it is: an item that changes reaches this year's documents and those of years to come.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection, select

from bot.domain.fiscal import fiscal_year_of, quarters_to_record
from bot.domain.paperwork import Paperwork
from bot.domain.parts import Part
from bot.domain.report import REPORTS, About, Over, Report, ReportKind
from storage import reports
from storage.tables import plan, plan_item

K = ReportKind
SHEETS: Final = frozenset({K.PROJECT_SHEET, K.FIVE_YEAR_PLAN})
TABLES: Final = frozenset({K.PLAN_FLAT, K.PLAN_TARGETS, K.FIVE_YEAR_PLAN, K.FOLLOW_UP, K.YEARLY_REPORT})
ITEMS: Final = TABLES | {K.COUNT_SUMMARY, K.ANNOUNCEMENT, K.PROJECT_SHEET}
PARTS: Final = {
    Part.INDICATORS: frozenset({K.FIVE_YEAR_PLAN}),
    Part.RISKS: frozenset({K.FIVE_YEAR_PLAN}),
    Part.ORDER: frozenset({K.ORDER, K.FIVE_YEAR_PLAN}),
    Part.ANNOUNCEMENT: frozenset({K.ANNOUNCEMENT, K.FIVE_YEAR_PLAN}),
}

PAPERWORK: Final = {
    Paperwork.MEMO: frozenset({K.MEMO}),
    Paperwork.NOTE: frozenset({K.FOLLOW_UP, K.YEARLY_REPORT}),
    Paperwork.ITA: REPORTS | {K.MEMO},
}


@dataclass(frozen=True, slots=True)
class Touched:
    """What a change reaches."""

    kinds: frozenset[ReportKind]
    years: range
    """Of the documents."""
    plan: range = range(0)
    """Years of the plan, for documents of all of it."""
    subject: str | None = ""
    """None: whatever it is about."""
    months: int = 0
    """Reports of rounds at least so long."""

    def reaches(self, report: Report) -> bool:
        about = report.about
        if report.kind not in self.kinds or about.months < self.months:
            return False
        if report.kind.over in {Over.ITEM, Over.MEASURE} and self.subject not in {about.subject, None}:
            return False
        return about.fiscal_year in (self.plan if report.kind.over in {Over.PLAN, Over.ITEM} else self.years)


def of_item(
    connection: Connection, agency_id: int, item_id: int, today: date, kinds: frozenset[ReportKind] = ITEMS
) -> Touched | None:
    """What an item's change reaches; a draft is in no document."""
    row = connection.execute(
        select(plan_item.c.status, plan.c.first_year, plan.c.last_year)
        .join(plan, plan.c.id == plan_item.c.plan_id)
        .where(plan_item.c.id == item_id, plan_item.c.agency_id == agency_id)
    ).first()
    if row is None or row.status == "draft":
        return None
    years = range(row.first_year, row.last_year + 1)
    open_from = min(quarter.fiscal_year for quarter in quarters_to_record(today))
    reports_too = range(max(open_from, years.start), years.stop)
    return Touched(kinds, reports_too, years, str(item_id))


def of_part(
    connection: Connection, agency_id: int, part: str, today: date, plan_id: int | None = None
) -> Touched | None:
    """What a change of one of the plan's lists reaches."""
    years = plan_years(connection, agency_id, today, plan_id)
    return Touched(PARTS[Part(part)], range(0), years) if part in PARTS else None


def of_paperwork(what: str, about: About) -> Touched:
    """What a change of a memo's words, of a round's note or of the ITA's numbers reaches."""
    years = range(about.fiscal_year, about.fiscal_year + 1)
    return Touched(PAPERWORK[Paperwork(what)], years, subject=None, months=about.months)


def plan_years(connection: Connection, agency_id: int, today: date, plan_id: int | None = None) -> range:
    """Of one plan, else of the one that holds now."""
    wanted = plan.c.id == plan_id if plan_id else plan.c.last_year >= fiscal_year_of(today)
    row = connection.execute(
        select(plan.c.first_year, plan.c.last_year)
        .where(plan.c.agency_id == agency_id, wanted)
        .order_by(plan.c.first_year)
    ).first()
    return range(row.first_year, row.last_year + 1) if row else range(0)


def standing(connection: Connection, agency_id: int, touched: Touched | None) -> list[Report]:
    """What was submitted or approved and may be reached."""
    if touched is None:
        return []
    return [found for found in reports.standing(connection, agency_id, list(touched.kinds)) if touched.reaches(found)]
