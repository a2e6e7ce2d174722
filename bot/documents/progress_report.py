"""รายงานผลการดำเนินการตามแผน: how far a year of the plan has come, after six months (follow_up) and after twelve (yearly_report).

Both hold every item of the year once, in the order of the plan, with state, text and money; counts, sums and score come from
`bot.domain.progress`. What the two print of it is the matter of their templates.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Any, Final

from bot.documents.compiled import template
from bot.documents.parts import (
    BLANK,
    NOT_REPORTED,
    AnnexPhoto,
    Issue,
    items,
    photo_rows,
    plan_file_name,
    plan_head,
    plan_title,
    reported,
    signatory,
    span,
    told,
)
from bot.documents.pictures import Pictures
from bot.documents.text import lines
from bot.domain.agency import Digits
from bot.domain.checks import says_nothing
from bot.domain.fiscal import Round
from bot.domain.plan import QuarterResult, State
from bot.domain.plan_document import Signatory, WholePlan
from bot.domain.progress import ItemProgress, Summary, progress, summary
from bot.domain.tally import DimensionPart, Outline, outline
from bot.thai import money_cell, thai_month_year, thai_period

KINDS: Final[Mapping[int, str]] = {6: "follow_up", 12: "yearly_report"}
"""Which template reports which round."""
_BAR_CM: Final = (6.8, 0.42)
"""A bar of the chart that stands for all of it."""
_COLOURS: Final = {
    State.DONE: "#70ad47",
    State.IN_PROGRESS: "#ffc000",
    State.NOT_STARTED: "#bfbfbf",
    State.CANNOT: "#c00000",
}
_MONEY_COLOUR: Final = "#4472c4"


@dataclass(frozen=True, kw_only=True)
class ProgressReport:
    """All that a follow-up or a yearly report says."""

    plan: WholePlan
    round: Round
    results: tuple[QuarterResult, ...]
    """Of all items; those of other quarters than the round's are left out."""
    issue: Issue
    reporter: Signatory
    approver: Signatory
    ita_item: str | None = None
    photos: tuple[tuple[int, AnnexPhoto], ...] = ()
    """With the id of the item each is evidence of."""
    files: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Names of other evidence by item id."""
    problems: tuple[str, ...] = ()
    """Of the plan as a whole; those of the items are added."""
    suggestions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.round.months not in KINDS:
            raise ValueError("progress is reported after six and after twelve months")
        if self.round.fiscal_year not in self.plan.plan.years:
            raise ValueError("the plan does not cover the year")
        shown = {item.id for item in self.plan.items if item.active_in(self.round.fiscal_year)}
        if not shown >= {item_id for item_id, _ in self.photos} | set(self.files):
            raise ValueError("evidence of an item that is not in the report")

    @property
    def kind(self) -> str:
        """The document kind its round makes it."""
        return KINDS[self.round.months]

    @property
    def outline(self) -> Outline:
        """The year's items under the framework."""
        year = self.round.fiscal_year
        return outline(self.plan.framework, (i for i in self.plan.items if i.active_in(year)), (year,))


def render(report: ProgressReport) -> bytes:
    """The finished .docx; the same data give the same bytes."""
    pictures = Pictures()
    return template(report.kind, report.plan.agency.digits).render(fields(report, pictures), pictures)


def file_name(report: ProgressReport) -> str:
    """The name of the file."""
    what = ("รายงานผลแผน", f"ปี{report.round.fiscal_year}", f"รอบ{report.round.months}เดือน")
    return plan_file_name(what, report.plan, report.issue)


def fields(report: ProgressReport, pictures: Pictures) -> dict[str, Any]:
    """The fields of the templates, as docs/documents.md lists them."""
    digits, plan, round_ = report.plan.agency.digits, report.outline, report.round
    found = {one.item.id: one for one in progress(plan.items, report.results, round_)}
    everything = summary(found.values())
    place = {item.id: number for number, item in enumerate(plan.items, 1)}
    photos = sorted(report.photos, key=lambda photo: place[photo[0]])
    rows = {
        item_id: _row(place[item_id], one, report, [n for n, (of, _) in enumerate(photos, 1) if of == item_id])
        for item_id, one in found.items()
    }
    every = [found[item.id] for item in plan.items]
    of_items = round_.months == 12  # in the follow-up they stand with their item
    return {
        **plan_head(report.plan, report.issue),
        "plan": plan_title(report.plan),
        "fiscal_year": round_.fiscal_year,
        "round": round_.months,
        "period": span(round_, report.issue.prepared_on, digits),
        "ita_item": report.ita_item or "",
        "kinds": plan.tally.words or "ไม่มีรายการ",
        "dimensions": [_dimension(part, found, rows, digits) for part in plan.dimensions],
        "sum": _sum(everything, digits),
        "chart": _chart(everything, pictures),
        "problems": _listed("problems", report.problems, every if of_items else []),
        "suggestions": _listed("suggestions", report.suggestions, every),
        "photo_rows": photo_rows([photo for _, photo in photos], pictures),
        "reporter": signatory(report.reporter),
        "approver": signatory(report.approver),
        "approved_on": report.issue.approval_by(report.approver, digits),
    }


def _dimension(
    part: DimensionPart, found: Mapping[int, ItemProgress], rows: Mapping[int, dict[str, Any]], digits: Digits
) -> dict[str, Any]:
    printed = []
    for mission in part.missions:
        name = f"{mission.mission.code} {mission.mission.title}"
        for item in mission.items:
            printed.append({"mission": name, **rows[item.id]})
            name = ""
    return {
        "title": f"มิติที่ {part.dimension.code} {part.dimension.title}",
        "short": f"มิติที่ {part.dimension.code}",
        "rows": printed,
        "sum": _sum(summary(found[item.id] for item in part.items), digits),
    }


def _sum(told: Summary, digits: Digits) -> dict[str, Any]:
    """Counts, money and score."""
    return {
        "count": told.items,
        "reported": told.reported,
        **{state.value: {"count": told.counts[state], "percent": _percent(told.share(state))} for state in State},
        "planned": money_cell(told.planned, digits),
        "used": money_cell(told.used, digits),
        "money": bool(told.planned or told.used),
        "used_percent": _percent(told.used_percent),
        "score": _percent(told.score),
    }


def _percent(value: Decimal | None) -> str:
    return BLANK if value is None else f"{value:,.2f}"


def _chart(told: Summary, pictures: Pictures) -> dict[str, str]:
    """A bar for each state and one for the money: pictures are as long in every program, which shaded spaces are not."""
    bars = {state.value: (told.share(state), _COLOURS[state], state.label) for state in State}
    bars["used"] = (told.used_percent, _MONEY_COLOUR, "งบประมาณที่ใช้ไป")
    return {name: _bar(*bar, pictures) for name, bar in bars.items()}


def _bar(value: Decimal | None, colour: str, what: str, pictures: Pictures) -> str:
    """What is not nothing can be seen; more than all fills the bar."""
    if not value:
        return ""
    whole, height = _BAR_CM
    length = max(whole / 100, whole * float(min(value, Decimal(100))) / 100)
    return pictures.add(
        _block(colour),
        width=round(length * 1000),
        height=round(height * 1000),
        box_cm=(length, height),
        alt=f"{what} ร้อยละ {value:.2f}",
    )


@cache
def _block(colour: str) -> bytes:
    """A small picture of one colour."""
    from PIL import Image

    jpeg = BytesIO()
    Image.new("RGB", (8, 8), colour).save(jpeg, "JPEG", quality=95)
    return jpeg.getvalue()


def _row(number: int, one: ItemProgress, report: ProgressReport, photos: list[int]) -> dict[str, Any]:
    """What the tables say about one item."""
    digits, item = report.plan.agency.digits, one.item
    given = "\n".join(lines(item.title)) or BLANK
    problems = _told(one, "problems")
    return {
        "number": number,
        "title": given,
        "owner": " ".join(lines(item.division)) or BLANK,
        "state": one.state.label,
        "why": list(_why(one, problems, digits)),
        "done": _done(one),
        "planned": money_cell(one.planned, digits) if one.planned else BLANK,
        "used": money_cell(one.used, digits) if one.used or one.planned else BLANK,
        "used_percent": _percent(one.used_percent),
        "output_target": items(item.outputs),
        "output": lines(one.output) or [BLANK],
        "outcome_target": items(item.outcomes),
        "outcome": lines(one.outcome) or [BLANK],
        "evidence": [*_photos(photos), *_published(one), *report.files.get(item.id, ())],
        "problems": problems,
        "next": list(_next(one, digits)) or [BLANK],
    }


def _told(one: ItemProgress, key: str) -> list[str]:
    """The lines of the answers to an optional question."""
    return [line for text in one.told(key) for line in lines(text)]


def _done(one: ItemProgress) -> list[str]:
    """What was done, a paragraph a line; the quarter is named where there are several."""
    told = one.done
    return [
        f"ไตรมาส {quarter.number}: {line}" if len(told) > 1 and not place else line
        for quarter, text in told
        for place, line in enumerate(lines(text))
    ]


def _why(one: ItemProgress, problems: list[str], digits: Digits) -> Iterator[str]:
    """Why an item was not done: a report never leaves that open, even if it can only say that nobody told."""
    start, end = one.item.period_in(one.round.fiscal_year)
    if one.state is State.CANNOT:
        yield f"เหตุผล: {' '.join(lines(one.why)) or 'ไม่ได้ระบุ'}"
    elif one.state is State.NOT_STARTED and start > one.round.last_day:
        yield f"กำหนดดำเนินการ {thai_period(start, end, digits=digits)}"
    elif not one.results:
        yield NOT_REPORTED
    elif one.state is State.NOT_STARTED and one.round.months == 12:
        given = (line for line in problems if not says_nothing(line))
        yield f"เหตุผล: {' '.join(given) or 'ไม่ได้ระบุ'}"


def _next(one: ItemProgress, digits: Digits) -> Iterator[str]:
    """What comes next: as the officer said, else what the plan itself asks for."""
    said = _told(one, "next_step")
    if said or one.state is State.DONE:
        yield from said
    elif one.state is State.CANNOT:
        yield from _told(one, "suggestions")
    else:
        _, end = one.item.period_in(one.round.fiscal_year)
        if end > one.round.last_day:
            yield f"ดำเนินการให้แล้วเสร็จภายในเดือน{thai_month_year(end, digits)}"
        elif one.round.months == 6:
            yield f"เร่งดำเนินการให้แล้วเสร็จภายในปีงบประมาณ พ.ศ. {one.round.fiscal_year}"


def _photos(numbers: list[int]) -> list[str]:
    if not numbers:
        return []
    return [f"ภาพที่ {numbers[0]}" + (f" – {numbers[-1]}" if len(numbers) > 1 else "")]


def _published(one: ItemProgress) -> Iterator[str]:
    """Channels and links as recorded."""
    for row in one.last("published") or ():
        cells = (row.get(name) for name in ("channel", "link"))
        if line := " ".join(" ".join(lines(str(cell))) for cell in cells if cell):
            yield line


def _listed(key: str, own: Sequence[str], every: Sequence[ItemProgress]) -> list[dict[str, str]]:
    """What concerns the plan as a whole, then what was told of items, naming them by their number."""
    answers = [
        f"{line} (ลำดับที่ {number})" if line and not says_nothing(line) else line
        for number, one in enumerate(every, 1)
        if one.results
        for line in _told(one, key) or [""]
    ]
    return told(reported(answers, own))
