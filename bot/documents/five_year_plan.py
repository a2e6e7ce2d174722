"""แผนปฏิบัติการป้องกันการทุจริต of a whole period: announcement, order, foreword, contents, three parts, a sheet an item.

It is put together from the other kinds (`order`, `announcement`, `plan_flat`, `count_summary`, `project_sheet`), so that the
same thing is said with the same words and numbers. Page numbers of the contents are fields that refer to bookmarks: Word
asks to update them when the file is opened, LibreOffice works them out itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from bot.documents.announcement import announcement_fields
from bot.documents.compiled import template
from bot.documents.count_summary import counts
from bot.documents.order import EMBLEM_CM, order_fields
from bot.documents.parts import BLANK, Emblem, Issue, emblem_run, plan_file_name, plan_head
from bot.documents.pictures import Pictures
from bot.documents.plan_flat import table
from bot.documents.project_sheet import sheet_fields
from bot.documents.text import lines
from bot.domain.plan_document import Indicator, RiskControl, RiskRow, WholePlan
from bot.domain.tally import outline
from bot.thai import number_cell, thai_month_year

_PLACES: Final = ("part_1", "risks", "rationale", "objectives", "goals", "benefits", "part_2", "summary", "part_3")
_BOOKMARK: Final = Markup('<w:bookmarkStart w:id="{id}" w:name="{name}"/><w:bookmarkEnd w:id="{id}"/>')
_PAGE: Final = Markup(
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGEREF {name} \\h </w:instrText>'
    '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>–</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


@dataclass(frozen=True, kw_only=True)
class FiveYearPlan:
    """A plan with all its parts; order, announcement, risks and indicators fall away where there are none."""

    plan: WholePlan
    issue: Issue
    emblem: Emblem | None = None

    def __post_init__(self) -> None:
        known = {item.id for item in self.plan.items}
        if len(known) < len(self.plan.items):
            raise ValueError("an item appears twice")
        if any(c.item_id is not None and c.item_id not in known for row in self.plan.risks for c in row.controls):
            raise ValueError("a control names no item of the plan")


def render(document: FiveYearPlan) -> bytes:
    """The finished .docx; the same data give the same bytes."""
    pictures = Pictures()
    return template("five_year_plan", document.plan.agency.digits).render(fields(document, pictures), pictures)


def fields(document: FiveYearPlan, pictures: Pictures) -> dict[str, Any]:
    """The fields of the template, as docs/documents.md lists them."""
    plan, digits = document.plan, document.plan.agency.digits
    found = outline(plan.framework, plan.items, plan.plan.years)

    def emblem() -> dict[str, str]:
        return {"emblem": emblem_run(document.emblem, pictures, EMBLEM_CM)}

    headings = [*(["risks"] if plan.risks else []), "rationale", "objectives", "goals", "benefits"]
    return {
        **plan_head(plan, document.issue),
        "announcement": announcement_fields(plan) | emblem() if plan.announcement else None,
        "order": order_fields(plan) | emblem() if plan.order else None,
        "month": thai_month_year(document.issue.prepared_on, digits),
        "part": {name: number for number, name in enumerate(headings, 1)},
        "risks": list(_risks(plan)),
        "indicators": [_indicator(number, one, plan) for number, one in enumerate(plan.indicators, 1)],
        **table(found, digits),
        **counts(found, digits),
        "sheets": [
            {"bookmark": _bookmark(len(_PLACES) + number), "page": _page(len(_PLACES) + number)}
            | sheet_fields(plan, item)
            for number, item in enumerate(found.items, 1)
        ],
        "bookmark": {name: _bookmark(number) for number, name in enumerate(_PLACES, 1)},
        "page": {name: _page(number) for number, name in enumerate(_PLACES, 1)},
    }


def file_name(document: FiveYearPlan) -> str:
    """The name of the file."""
    years = document.plan.plan
    what = ("แผนป้องกันการทุจริต", f"ปี{years.first_year}-{years.last_year}")
    return plan_file_name(what, document.plan, document.issue)


def _bookmark(number: int) -> Markup:
    return _BOOKMARK.format(id=number, name=f"place_{number}")


def _page(number: int) -> Markup:
    return _PAGE.format(name=f"place_{number}")


def _risks(plan: WholePlan) -> Iterator[dict[str, Any]]:
    """A row an issue; the first of a step names it, and what is done against it."""
    for number, risk in enumerate(plan.risks, 1):
        head = {"number": number, "step": _text(risk.step), "controls": _controls(risk, plan)}
        for issue in risk.issues or (None,):
            said = {"issue": _text(issue.text) if issue else BLANK, "score": (issue and issue.score) or BLANK}
            yield head | said
            head = {"number": "", "step": "", "controls": []}


def _controls(risk: RiskRow, plan: WholePlan) -> list[str]:
    return [_control(control, plan) for control in risk.controls] or [BLANK]


def _control(control: RiskControl, plan: WholePlan) -> str:
    """What is done, and the item of the plan that does it."""
    title = next((_text(item.title) for item in plan.items if item.id == control.item_id), "")
    text = _text(control.text)
    return f"{text} ({title})" if title and title != text else text


def _indicator(number: int, indicator: Indicator, plan: WholePlan) -> dict[str, Any]:
    label = _text(indicator.label)
    baseline = " ".join(lines(indicator.baseline))
    return {
        "number": number,
        "label": f"{label} ({baseline})" if baseline else label,
        "unit": _text(indicator.unit),
        "values": [
            number_cell(indicator.values[year], plan.agency.digits) if year in indicator.values else BLANK
            for year in plan.plan.years
        ],
    }


def _text(text: str) -> str:
    return "\n".join(lines(text)) or BLANK
