"""docs/documents.md tells the authors of templates every tag, field and filter there is, and none there is not."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

import pytest

from bot.documents import (
    announcement,
    count_summary,
    five_year_plan,
    history,
    measure_report,
    memo,
    order,
    plan_flat,
    plan_targets,
    progress_report,
    project_sheet,
    single_measure_report,
)
from bot.documents.compiled import plain, sandbox
from bot.documents.pictures import Pictures

from . import single, year
from .gallery import EMBLEM
from .plans import DRAFT, full_plan
from .samples import full_report

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "documents.md").read_text()

ROWS = {
    "measures": "measure",
    "results": "result",
    "photo_rows": "row",
    "members": "member",
    "duties": "duty",
    "dimensions": "dimension",
    "rows": "row",
    "processes": "process",
    "cases": "case",
    "items": "item",
    "counts": "row",
    "steps": "step",
    "budget": "year",
    "lines": "line",
    "sheets": "sheet",
    "risks": "risk",
    "indicators": "indicator",
    **dict.fromkeys(("urgent", "suggestions", "proposals"), "item"),
    **dict.fromkeys(("years", "outputs", "outcomes"), "one"),
}
"""What the documentation calls a row of a list."""


LOOPED = {"line", "text", "year", "kind", "number", "amount", "value", "control", "loop.index"}
"""Names that a template gives the items of a list of texts or numbers."""


class Told(NamedTuple):
    """A kind: its heading in the documentation, what a template is given, and its templates."""

    heading: str
    fields: Callable[[], dict[str, Any]]
    templates: tuple[str, ...]
    of_a_plan: bool = False
    same: tuple[str, ...] = ()
    """Fields that have the fields of another one, told there."""
    also: tuple[str, ...] = ()
    """Headings under which the rest of the fields are told."""
    spare: tuple[str, ...] = ()
    """Fields that our own template has no use for."""


YEAR = plan_flat.YearPlan(plan=full_plan(), fiscal_year=2567, issue=DRAFT)

HISTORY = history.HistoryAnnex(
    agency=full_plan().agency,
    title="โครงการ",
    lines=(history.Line("10 ก.พ. 70 10:30 น.", "นางทดสอบ\nผู้ดูแลแผน", "LINE", "แก้ผล"),),
    prepared_on=date(2027, 2, 10),
)

KINDS = {
    "yearly plan": Told(
        "the yearly plan",
        lambda: plan_flat.fields(YEAR),
        ("plan_flat",),
        of_a_plan=True,
        same=("dimension.sum",),
        spare=("dimension.title", "years", "row.years", "one.active", "one.amount", "sum.count", "sum.amounts"),
    ),
    "targets": Told(
        "the yearly plan with targets",
        lambda: plan_targets.fields(YEAR),
        ("plan_targets",),
        of_a_plan=True,
        same=("dimension.sum",),
        spare=("item.years", "one.active", "one.amount", "sum.amounts", "dimension.items"),
    ),
    "counts": Told(
        "the count summary",
        lambda: count_summary.fields(count_summary.CountSummary(plan=full_plan(), issue=DRAFT)),
        ("count_summary",),
        of_a_plan=True,
        same=("total",),
    ),
    "sheet": Told(
        "the project sheet",
        lambda: project_sheet.fields(
            project_sheet.SheetDocument(plan=full_plan(), item=full_plan().items[0], issue=DRAFT)
        ),
        ("project_sheet",),
        of_a_plan=True,
        spare=("year.years",),
    ),
    "five-year plan": Told(
        "the five-year plan",
        lambda: five_year_plan.fields(five_year_plan.FiveYearPlan(plan=full_plan(), issue=DRAFT), Pictures()),
        ("five_year_plan",),
        of_a_plan=True,
        same=("dimension.sum", "total", "part", "bookmark", "page"),
        also=("the yearly plan", "the count summary", "the project sheet", "the order", "the announcement"),
        spare=("row.amount", "row.period", "year.years", "indicator.values"),
    ),
    "measure report": Told(
        "the measure report",
        lambda: measure_report.fields(full_report(), Pictures()),
        ("measure_report",),
        spare=("district", "province"),
    ),
    "order": Told(
        "the order",
        lambda: order.fields(order.OrderDocument(plan=full_plan(), issue=DRAFT, emblem=EMBLEM), Pictures()),
        ("order",),
        of_a_plan=True,
    ),
    "announcement": Told(
        "the announcement",
        lambda: announcement.fields(announcement.AnnouncementDocument(plan=full_plan(), issue=DRAFT), Pictures()),
        ("announcement",),
        of_a_plan=True,
    ),
    "progress": Told(
        "the follow-up and the yearly report",
        lambda: progress_report.fields(year.yearly_report(), Pictures()),
        ("follow_up", "yearly_report"),
        of_a_plan=True,
        same=("dimension.sum",),
    ),
    "single measure": Told(
        "the report of one measure",
        lambda: single_measure_report.fields(single.full(), Pictures()),
        ("single_measure_report",),
        same=("sum",),
    ),
    "history": Told("the history", lambda: history.fields(HISTORY), ("history",)),
    "memo": Told("the memo", lambda: memo.fields(year.memo(), Pictures()), ("memo",)),
}


def told(heading: str) -> set[str]:
    section = PAGE[PAGE.index(f"### Fields of {heading}\n") :].split("\n## ")[0].split("\n### ")[0]
    section = section.split("\n### ")[0]
    return set(re.findall(r"`([a-z_]+(?:\.[a-z_]+)*)`", section))


def told_of(kind: Told) -> set[str]:
    found = told(kind.heading) | (told("the head of a plan") if kind.of_a_plan else set())
    return found.union(*(told(heading) - {"fiscal_year", "emblem"} for heading in kind.also))


def given(values: dict[str, Any], same: tuple[str, ...], prefix: str = "") -> set[str]:
    """Every field a template can name: those of rows by the name the documentation gives the row."""
    found = set()
    for name, value in values.items():
        if prefix + name in same:
            found.add(prefix + name)
        elif isinstance(value, dict):
            found |= given(value, same, f"{prefix}{name}.")
        else:
            found.add(prefix + name)
            if name in ROWS and isinstance(value, list) and value and isinstance(value[0], dict):
                found |= given(value[0], same, f"{ROWS[name]}.")
    return found


def template_text(kind: Told) -> str:
    xml = ""
    for name in kind.templates:
        with ZipFile(ROOT / "templates" / "documents" / f"{name}.docx") as package:
            xml += "".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml"))
    return xml


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_field_is_told_and_none_that_is_not(kind: Told) -> None:
    assert given(plain(kind.fields()), kind.same) == told_of(kind)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_template_uses_what_is_told(kind: Told) -> None:
    xml, known = template_text(kind), told_of(kind)
    used = set(re.findall(r"\{\{r? ([a-z_.]+)(?: or '-')? \}\}", xml))
    inside = tuple(f"{name}." for name in kind.same)
    assert {field for field in used if not field.startswith(inside)} - LOOPED <= known
    # What is not printed is asked for or looped over; the head of a plan and the shares of a row are there to be used.
    own = known - used - {*kind.same, *kind.spare} - told("the head of a plan")
    unused = {field for field in own if not re.search(rf"\{{%\w* *(if|for|elif)[^%]*\b{re.escape(field)}\b", xml)}
    assert {field for field in unused if ".percent" not in field} == set()


def test_the_filters_are_told() -> None:
    line = re.search(r"^Filters: (.*)\.$", PAGE, re.MULTILINE)
    assert line
    assert line[1].split(", ") == sorted(sandbox(None).filters)
