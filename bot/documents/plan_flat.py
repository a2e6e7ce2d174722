"""แผนปฏิบัติการป้องกันการทุจริตประจำปี: the plan table of one year, a row for every item.

`table` is the plan table as data, for any number of years; the five-year plan prints it too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from bot.documents.compiled import template
from bot.documents.parts import BLANK, Issue, plan_file_name, plan_head
from bot.documents.text import lines
from bot.domain.agency import Digits
from bot.domain.framework import Mission, SubMission
from bot.domain.plan import PlanItem
from bot.domain.plan_document import WholePlan
from bot.domain.tally import DimensionPart, Outline, Tally, outline
from bot.thai import document_digits, money_cell, thai_period

NO_BUDGET: Final = "ไม่ใช้งบประมาณ"
"""What the templates say of a row without money; a note that says it too would say it twice."""


@dataclass(frozen=True, kw_only=True)
class YearPlan:
    """A plan's items of one fiscal year (BE): what is to be done in it, with or without money."""

    plan: WholePlan
    fiscal_year: int
    issue: Issue

    def __post_init__(self) -> None:
        if self.fiscal_year not in self.plan.plan.years:
            raise ValueError("the plan does not cover the year")

    @property
    def outline(self) -> Outline:
        """The year's items under the framework."""
        found = (item for item in self.plan.items if item.active_in(self.fiscal_year))
        return outline(self.plan.framework, found, (self.fiscal_year,))


def render(document: YearPlan) -> bytes:
    """The finished .docx; the same data give the same bytes."""
    return template("plan_flat", document.plan.agency.digits).render(fields(document))


def fields(document: YearPlan) -> dict[str, Any]:
    """The fields of the template, as docs/documents.md lists them."""
    return (
        plan_head(document.plan, document.issue)
        | {"fiscal_year": document.fiscal_year}
        | table(document.outline, document.plan.agency.digits)
    )


def file_name(document: YearPlan) -> str:
    """The name of the file."""
    return plan_file_name(("แผนป้องกันการทุจริต", f"ปี{document.fiscal_year}"), document.plan, document.issue)


def table(plan: Outline, digits: Digits) -> dict[str, Any]:
    """The rows of a plan table with the sums under each dimension and under all."""
    return {
        "years": list(plan.years),
        "dimensions": [
            {
                "title": title(part, digits),
                "rows": list(_rows(part, plan.years, digits)),
                "sum": sums(part.tally, digits),
            }
            for part in plan.dimensions
        ],
        "sum": sums(plan.tally, digits),
    }


def title(part: DimensionPart, digits: Digits) -> str:
    """ "มิติที่ 1 …"."""
    return f"มิติที่ {document_digits(part.dimension.code, digits)} {part.dimension.title}"


def coded(place: Mission | SubMission, digits: Digits) -> str:
    """ "1.1.1 …"; the digits are put right here, so that the long title need not be looked through for them."""
    return f"{document_digits(place.code, digits)} {place.title}"


def sums(tally: Tally, digits: Digits) -> dict[str, Any]:
    """Counts by kind and money by year."""
    return {
        "count": tally.count,
        "kinds": tally.words or "ไม่มีรายการ",
        "amounts": [money_cell(amount, digits) for amount in tally.amounts],
        "amount": money_cell(tally.amount, digits),
    }


def year(item: PlanItem, fiscal_year: int, digits: Digits) -> dict[str, Any]:
    """Whether it is done in a year and for how much: the template chooses a mark for each (docs/documents.md)."""
    amount = item.amount(fiscal_year)
    return {"active": item.active_in(fiscal_year), "amount": money_cell(amount, digits) if amount else ""}


def row(item: PlanItem, years: Sequence[int], digits: Digits) -> dict[str, Any]:
    """What a table says about one item; of a plan of several years the whole period."""
    period = item.period_in(years[0]) if len(years) == 1 else (item.first_day, item.last_day)
    in_years = [year(item, one, digits) for one in years]
    has_budget = any(one["amount"] for one in in_years)
    return {
        "title": "\n".join(lines(item.title)) or BLANK,
        "years": in_years,
        "amount": money_cell(sum((item.amount(one) for one in years), Decimal(0)), digits),
        "has_budget": has_budget,
        "period": thai_period(*period, digits=digits),
        "note": "\n".join(line for line in lines(item.note) if has_budget or line != NO_BUDGET),
    }


def _rows(part: DimensionPart, years: Sequence[int], digits: Digits) -> Iterator[dict[str, Any]]:
    """A row an item; the first of a dimension, of a mission and of a sub-mission names it."""
    dimension = title(part, digits)
    for mission in part.missions:
        name = coded(mission.mission, digits)
        for inside in mission.parts:
            sub = inside.sub_mission
            heads = "\n".join((*([name] if name else ()), *((coded(sub, digits),) if sub else ())))
            for item in inside.items:
                yield {"dimension": dimension, "mission": heads} | row(item, years, digits)
                dimension, name, heads = "", "", ""
    if dimension:
        blank = {"title": BLANK, "years": [{"active": False, "amount": ""}] * len(years), "amount": BLANK}
        nothing = {"dimension": dimension, "mission": BLANK, "has_budget": True}
        yield nothing | blank | {"period": BLANK, "note": ""}
