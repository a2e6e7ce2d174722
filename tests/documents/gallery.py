"""Every document kind in its states, for the tests that hold for all of them: name → the finished document.

`WITH` puts one text wherever a text can stand; `typed` tells in which pieces it may come out.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache

from bot.documents import (
    announcement,
    count_summary,
    five_year_plan,
    memo,
    order,
    plan_flat,
    plan_targets,
    progress_report,
    project_sheet,
    single_measure_report,
)
from bot.documents.count_summary import CountSummary
from bot.documents.five_year_plan import FiveYearPlan
from bot.documents.parts import Emblem, Issue
from bot.documents.plan_flat import YearPlan
from bot.documents.project_sheet import SheetDocument
from bot.documents.text import lines
from bot.domain.plan_document import Signatory, WholePlan

from . import single, year
from .plans import APPROVED, DRAFT, HOSTILE, full_plan, hostile_plan, many
from .samples import jpeg
from .year import empty_report, follow_up, hostile_report, large_report, yearly_report

EMBLEM = Emblem(jpeg(300, 320, "goldenrod"), 300, 320)
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def _order_open() -> bytes:
    """Neither number nor day, nobody appointed yet, and an acting mayor."""
    full = full_plan()
    assert full.order
    acting = replace(full.clerk, acting_for=full.mayor.position)
    nobody = replace(full.order, number="", signed_on=None, members=(), duties=())
    return order.render(order.OrderDocument(plan=replace(full, order=nobody, mayor=acting), issue=DRAFT))


def _announcement_open() -> bytes:
    full = full_plan()
    assert full.announcement
    unsigned = replace(full.announcement, signed_on=None, subject="")
    return announcement.render(
        announcement.AnnouncementDocument(plan=replace(full, announcement=unsigned, items=()), issue=DRAFT)
    )


def _sheet(plan: WholePlan, issue: Issue) -> bytes:
    return project_sheet.render(SheetDocument(plan=plan, item=plan.items[0], issue=issue))


OF_A_PLAN: dict[str, Callable[[WholePlan, Issue], bytes]] = {
    "yearly plan": lambda plan, issue: plan_flat.render(YearPlan(plan=plan, fiscal_year=2566, issue=issue)),
    "targets": lambda plan, issue: plan_targets.render(YearPlan(plan=plan, fiscal_year=2566, issue=issue)),
    "counts": lambda plan, issue: count_summary.render(CountSummary(plan=plan, issue=issue)),
    "sheet": _sheet,
    "five-year plan": lambda plan, issue: five_year_plan.render(
        FiveYearPlan(plan=plan, issue=issue, emblem=None if issue.draft else EMBLEM)
    ),
}
"""The kinds that need nothing but the plan."""


def _memo_complete() -> bytes:
    given = {
        "number": "ตบ 71801/214",
        "dated": date(2024, 4, 9),
        "emblem": EMBLEM,
        "issue": APPROVED,
        "ita_item": "O35",
    }
    return memo.render(year.memo(submits="measure_report", facts=(), **given))


def _hostile_memo(text: str) -> bytes:
    one = Signatory(text, text, text)
    said = {"background": (text,), "facts": (text, text), "proposals": (text,), "ita_item": text, "plan": text or "-"}
    people = {"writer": one, "head": one, "clerk": one, "mayor": one}
    return memo.render(
        year.memo(agency=hostile_plan(text).agency, division=text, telephone=text, number=text, **said, **people)
    )


SOUND: dict[str, Callable[[], bytes]] = {
    **{name: lambda make=make: make(full_plan(), APPROVED) for name, make in OF_A_PLAN.items()},
    **{f"{name}, 200 items": lambda make=make: make(many(200), DRAFT) for name, make in OF_A_PLAN.items()},
    "order": lambda: order.render(order.OrderDocument(plan=full_plan(), issue=APPROVED, emblem=EMBLEM)),
    "order, open": _order_open,
    "announcement": lambda: announcement.render(
        announcement.AnnouncementDocument(plan=full_plan(), issue=APPROVED, emblem=EMBLEM)
    ),
    "announcement, open": _announcement_open,
    "follow-up": lambda: progress_report.render(follow_up()),
    "follow-up, empty": lambda: progress_report.render(empty_report(6)),
    "follow-up, 200 items": lambda: progress_report.render(large_report(6)),
    "yearly report": lambda: progress_report.render(yearly_report()),
    "yearly report, empty": lambda: progress_report.render(empty_report(12)),
    "yearly report, 200 items": lambda: progress_report.render(large_report(12)),
    "single measure": lambda: single_measure_report.render(single.full()),
    "single measure, least": lambda: single_measure_report.render(single.least()),
    "memo": lambda: memo.render(year.memo()),
    "memo, complete": _memo_complete,
}

WITH: dict[str, Callable[[str], bytes]] = {
    **{name: lambda text, make=make: make(hostile_plan(text), DRAFT) for name, make in OF_A_PLAN.items()},
    "order": lambda text: order.render(order.OrderDocument(plan=hostile_plan(text), issue=DRAFT)),
    "announcement": lambda text: announcement.render(
        announcement.AnnouncementDocument(plan=hostile_plan(text), issue=DRAFT)
    ),
    "follow-up": lambda text: progress_report.render(hostile_report(text, 6)),
    "yearly report": lambda text: progress_report.render(hostile_report(text, 12)),
    "single measure": lambda text: single_measure_report.render(single.hostile(text)),
    "memo": _hostile_memo,
}
"""Documents with one text wherever a text can stand."""


def typed(text: str) -> tuple[str, ...]:
    """The pieces in which a text may come out: whole, by lines, by words, in Thai digits."""
    pieces = {text, *lines(text), " ".join(lines(text)), *text.split()}
    pieces |= {piece.translate(THAI) for piece in pieces}
    return tuple(sorted((piece for piece in pieces if piece), key=len, reverse=True))


@cache
def sound(name: str) -> bytes:
    return SOUND[name]()


@cache
def hostile(name: str, number: int) -> bytes:
    return WITH[name](HOSTILE[number])
