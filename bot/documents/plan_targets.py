"""แผนปฏิบัติการป้องกันการทุจริตประจำปี with targets: a table for every item, under its dimension and its mission."""

from collections.abc import Iterator
from typing import Any

from bot.documents.compiled import template
from bot.documents.parts import items, plan_file_name, plan_head
from bot.documents.plan_flat import YearPlan, coded, row, sums, title
from bot.documents.text import lines
from bot.domain.agency import Digits
from bot.domain.plan import PlanItem
from bot.domain.tally import DimensionPart


def render(document: YearPlan) -> bytes:
    """The finished .docx; the same data give the same bytes."""
    return template("plan_targets", document.plan.agency.digits).render(fields(document))


def fields(document: YearPlan) -> dict[str, Any]:
    """The fields of the template, as docs/documents.md lists them."""
    plan, digits = document.outline, document.plan.agency.digits
    return plan_head(document.plan, document.issue) | {
        "fiscal_year": document.fiscal_year,
        "dimensions": [
            {
                "title": title(part, digits),
                "items": list(_items(part, document, digits)),
                "sum": sums(part.tally, digits),
            }
            for part in plan.dimensions
        ],
        "sum": sums(plan.tally, digits),
    }


def file_name(document: YearPlan) -> str:
    """The name of the file."""
    what = ("แผนป้องกันการทุจริตพร้อมเป้าหมาย", f"ปี{document.fiscal_year}")
    return plan_file_name(what, document.plan, document.issue)


def _items(part: DimensionPart, document: YearPlan, digits: Digits) -> Iterator[dict[str, Any]]:
    """An item's table, and the line of its mission or sub-mission where it is the first of it."""
    for mission in part.missions:
        name = f"ภารกิจตามมิติที่ {coded(mission.mission, digits)}"
        for inside in mission.parts:
            sub = inside.sub_mission
            sub_name = coded(sub, digits) if sub else ""
            for item in inside.items:
                yield {"mission": name, "sub_mission": sub_name} | _table(item, document, digits)
                name = sub_name = ""


def _table(item: PlanItem, document: YearPlan, digits: Digits) -> dict[str, Any]:
    groups = document.plan.sheet(item).target_groups
    counted = (f"{group.label} จำนวน {group.count:,} {group.unit}" for group in groups if group.count is not None)
    return row(item, (document.fiscal_year,), digits) | {
        "target": lines(item.target_group) or list(counted),
        "outputs": items(item.outputs),
        "outcomes": items(item.outcomes),
    }
