"""แบบโครงการ: the project sheet of a plan item, in its nine sections.

Title, period, owner, outputs and outcomes are the item's; the sum of the cost lines is added up here, and where it is not
the plan's amount, the sheet says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from bot.documents.compiled import template
from bot.documents.parts import BLANK, Issue, items, plan_file_name, plan_head, years_text
from bot.documents.text import lines
from bot.domain.agency import Digits
from bot.domain.fiscal import fiscal_year_of
from bot.domain.plan import PlanItem
from bot.domain.plan_document import WholePlan
from bot.domain.sheet import CostLine, ProjectSheet, numbered
from bot.thai import baht_text, money_cell, number_cell, thai_period


@dataclass(frozen=True, kw_only=True)
class SheetDocument:
    """The sheet of one item of a plan."""

    plan: WholePlan
    item: PlanItem
    issue: Issue

    def __post_init__(self) -> None:
        if self.item not in self.plan.items:
            raise ValueError("the item is not in the plan")


def render(document: SheetDocument) -> bytes:
    """The finished .docx; the same data give the same bytes."""
    return template("project_sheet", document.plan.agency.digits).render(fields(document))


def fields(document: SheetDocument) -> dict[str, Any]:
    """The fields of the template, as docs/documents.md lists them."""
    return plan_head(document.plan, document.issue) | {"sheet": sheet_fields(document.plan, document.item)}


def file_name(document: SheetDocument) -> str:
    """The name of the file."""
    kind = document.item.kind.label
    return plan_file_name((f"แบบ{kind}", f"ลำดับที่{document.item.seq}"), document.plan, document.issue)


def sheet_fields(plan: WholePlan, item: PlanItem) -> dict[str, Any]:
    """All that one sheet says; the five-year plan prints the same for every item."""
    sheet, digits = plan.sheet(item), plan.agency.digits
    mission = plan.framework.mission(item.mission)
    dimension = plan.framework.dimension_of(item.mission)
    sub_mission = next((sub for sub in mission.sub_missions if sub.code == item.sub_mission), None)
    budget = list(_budget(item, sheet, digits))
    money = [group for group in budget if group["sum"]]
    whole = sum((_spent(item, sheet, year) for year in item.years if item.active_in(year)), Decimal(0))
    return {
        "kind": item.kind.label,
        "title": item.title,
        "dimension": f"มิติที่ {dimension.code} {dimension.title}",
        "mission": f"{mission.code} {mission.title}",
        "sub_mission": f"{sub_mission.code} {sub_mission.title}" if sub_mission else "",
        "rationale": [line for text in sheet.rationale for line in lines(text)] or [BLANK],
        "objectives": _numbered(sheet.objectives, 3),
        "target_groups": _target_groups(item, sheet),
        "steps": [
            {"level": number.count("."), "number": number, "text": "\n".join(lines(text)) or BLANK}
            for number, text in numbered(sheet.steps, "5.")
        ]
        or [{"level": 1, "number": "", "text": BLANK}],
        "period": thai_period(item.first_day, item.last_day, digits=digits),
        "years": _years(item),
        "place": "\n".join(lines(sheet.place)),
        "budget": budget if money else [],
        "several_years": sum(group["years"] for group in money) > 1,
        "whole": money_cell(whole, digits),
        "whole_words": baht_text(whole),
        "owner": "\n".join(lines(item.division)) or BLANK,
        "outputs": items(item.outputs),
        "outcomes": items(item.outcomes),
    }


def _numbered(texts: tuple[str, ...], section: int) -> list[dict[str, str]]:
    given = [text for text in ("\n".join(lines(text)) for text in texts) if text]
    marked = [{"mark": f"{section}.{number}", "text": text} for number, text in enumerate(given, 1)]
    return marked or [{"mark": "", "text": BLANK}]


def _target_groups(item: PlanItem, sheet: ProjectSheet) -> list[dict[str, str]]:
    """Who it is for and how many of them; where the sheet does not say, the plan's words."""
    groups = [
        " ".join((group.label, *((f"จำนวน {group.count:,} {group.unit}",) if group.count is not None else ())))
        for group in sheet.target_groups
    ]
    return _numbered(tuple(groups) or (item.target_group,), 4)


def _years(item: PlanItem) -> str:
    """The fiscal years in which it is done, where the period alone does not say it."""
    done = sorted(year for year in item.years if item.active_in(year))
    spanned = list(range(fiscal_year_of(item.first_day), fiscal_year_of(item.last_day) + 1))
    return years_text(done) if done and done != spanned else ""


def _spent(item: PlanItem, sheet: ProjectSheet, year: int) -> Decimal:
    """What a year costs: its lines, or the plan's amount where there are none."""
    return sheet.cost(year) if sheet.costs_of(year) else item.amount(year)


def _budget(item: PlanItem, sheet: ProjectSheet, digits: Digits) -> Iterator[dict[str, Any]]:
    """The cost year by year; years with the same lines and the same amount are told together."""
    alike: dict[tuple[object, ...], list[int]] = {}
    done = sorted(year for year in item.years if item.active_in(year))
    for year in done:
        costs = tuple(replace(line, fiscal_year=None) for line in sheet.costs_of(year))
        alike.setdefault((costs, item.amount(year)), []).append(year)
    for years in alike.values():
        spent, planned = _spent(item, sheet, years[0]), item.amount(years[0])
        yield {
            "label": f"ปีงบประมาณ พ.ศ. {years_text(years)}{' ปีละ' * (len(years) > 1)}" if len(done) > 1 else "",
            "years": len(years),
            "lines": [_line(number, cost, digits) for number, cost in enumerate(sheet.costs_of(years[0]), 1)],
            "sum": money_cell(spent, digits) if spent else "",
            "words": baht_text(spent),
            "planned": money_cell(planned, digits) if planned != spent else "",
        }


def _line(number: int, cost: CostLine, digits: Digits) -> dict[str, str]:
    """ "ค่าอาหารกลางวัน (60 คน × 1 มื้อ × 100 บาท)" and its baht."""
    factors = [*([f"{cost.heads:,} คน"] if cost.heads != 1 else [])]
    if cost.quantity != 1 or cost.unit.strip():
        factors.append(f"{number_cell(cost.quantity, digits)} {cost.unit}".strip())
    if factors:
        factors.append(f"{money_cell(cost.price, digits)} บาท")
    label = "\n".join(lines(cost.label)) or BLANK
    return {
        "mark": f"{number})",
        "label": f"{label} ({' × '.join(factors)})" if factors else label,
        "amount": money_cell(cost.amount, digits),
    }
