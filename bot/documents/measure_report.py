"""รายงานผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน: the measure report of a round.

What it must hold: shared rules of documents and the row "measure report" of the domain notes (docs/documents.md). The
words that every report shares stand in templates/documents/measure_report.docx; here is what differs.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.documents import parts
from bot.documents.compiled import template
from bot.documents.parts import BLANK, NOT_REPORTED, NOTHING, AnnexPhoto, items, photo_rows, told
from bot.documents.pictures import Pictures
from bot.documents.text import lines
from bot.domain.agency import KINDS, Digits
from bot.domain.fiscal import Round
from bot.domain.plan_document import Signatory
from bot.thai import thai_date_long, thai_period


@dataclass(frozen=True)
class MeasureRow:
    """A measure of the fiscal year (table 1)."""

    seq: int
    name: str
    practices: tuple[str, ...]
    procedure: tuple[str, ...]
    owner: str
    monitoring: str
    rounds: tuple[int, ...]


@dataclass(frozen=True)
class ResultRow:
    """What was reported for the measure `seq` (table 2); its name is the measure's, so it is not asked for again."""

    seq: int
    details: tuple[str, ...]
    start: date | None
    end: date | None
    output: str
    outcome: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class MeasureReport:
    """All a measure report says.

    Years are Buddhist Era; `agency_kind` is a code of `bot.domain.agency.KINDS`; `digits` is the agency's choice.
    """

    agency: str
    agency_kind: str
    district: str
    province: str
    fiscal_year: int
    round_months: int
    ita_item: str | None = None
    analysed_year: int
    urgent: tuple[str, ...] = ()
    improve: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    measures: tuple[MeasureRow, ...]
    results: tuple[ResultRow, ...] = ()
    problems: tuple[str, ...] | None = ()
    suggestions: tuple[str, ...] | None = ()
    """None when nobody was heard about them: then no report says that there are none."""
    photos: tuple[AnnexPhoto, ...] = ()
    reporter: Signatory
    approver: Signatory
    prepared_on: date
    approved_on: date | None = None
    digits: Digits = "thai"
    draft: bool = True
    sample: bool = False
    version: int = 1

    def __post_init__(self) -> None:
        measures = [measure.seq for measure in self.measures]
        results = [result.seq for result in self.results]
        if not measures:
            raise ValueError("a measure report needs a measure")
        if len(set(measures)) < len(measures) or len(set(results)) < len(results):
            raise ValueError("a measure or a result appears twice")
        if not set(results) <= set(measures):
            raise ValueError("a result names no measure of the report")
        if any(result.start and result.end and result.end < result.start for result in self.results):
            raise ValueError("a result ends before it begins")
        if self.draft and self.approved_on:
            raise ValueError("an approved report is no draft")
        if self.agency_kind not in KINDS:
            raise ValueError(f"no kind of agency is called {self.agency_kind!r}")

    @property
    def round(self) -> Round:
        """The round it reports."""
        return Round(self.fiscal_year, self.round_months)


def render(report: MeasureReport) -> bytes:
    """The finished .docx; the same report gives the same bytes."""
    pictures = Pictures()
    return template("measure_report", report.digits).render(fields(report, pictures), pictures)


def fields(report: MeasureReport, pictures: Pictures) -> dict[str, Any]:
    """The fields of the template, as docs/documents.md lists them."""
    analysis = bool(report.urgent or report.improve or report.actions)
    kind = KINDS[report.agency_kind]
    proper_name = report.agency.removeprefix(kind.prefix).strip()
    headings = ["background", *(["analysis"] if analysis else []), "measures", "results", "problems", "suggestions"]
    results = {result.seq: result for result in report.results}
    return {
        "agency": report.agency,
        "district": report.district,
        "province": report.province,
        "place": parts.place(report.district, report.province),
        "words": {"staff": kind.staff, "council": kind.council, "mayor": kind.mayor + proper_name},
        "fiscal_year": report.fiscal_year,
        "analysed_year": report.analysed_year,
        "round": report.round_months,
        "period": parts.span(report.round, report.prepared_on, report.digits),
        "ita_item": report.ita_item or "",
        "part": {name: number for number, name in enumerate(headings, 1)},
        "analysis": analysis,
        "urgent": items(report.urgent, NOTHING),
        "improve": items(report.improve, NOTHING),
        "actions": items(report.actions, "ดำเนินการตามมาตรการที่กำหนดไว้ในรายงานฉบับนี้"),
        "measures": [_measure(number, measure) for number, measure in enumerate(report.measures, 1)],
        "results": [
            _result(number, measure, results.get(measure.seq), report)
            for number, measure in enumerate(report.measures, 1)
        ],
        "measure_count": len(report.measures),
        "due_count": sum(_due(measure, report) or measure.seq in results for measure in report.measures),
        "reported_count": len(report.results),
        "problems": told(report.problems),
        "suggestions": told(report.suggestions),
        "photo_rows": photo_rows(report.photos, pictures),
        "reporter": _signer(report.reporter),
        "approver": _signer(report.approver),
        "prepared_on": thai_date_long(report.prepared_on, report.digits),
        "approved_on": thai_date_long(report.approved_on, report.digits) if report.approved_on else "",
        **parts.marks(draft=report.draft, version=report.version, sample=report.sample),
    }


def file_name(report: MeasureReport) -> str:
    """The name of the file."""
    return parts.file_name(
        ("รายงานผลมาตรการ", f"ปี{report.fiscal_year}", f"รอบ{report.round_months}เดือน"),
        agency=report.agency,
        kind=report.agency_kind,
        digits=report.digits,
        draft=report.draft,
        version=report.version,
        sample=report.sample,
    )


def _measure(number: int, measure: MeasureRow) -> dict[str, Any]:
    return {
        "number": number,
        "name": measure.name,
        "practices": items(measure.practices, BLANK),
        "procedure": items(measure.procedure, BLANK),
        "owner": measure.owner or BLANK,
        "monitoring": [*lines(measure.monitoring), *_rounds(measure)] or [BLANK],
    }


def _due(measure: MeasureRow, report: MeasureReport) -> bool:
    """Whether the measure is to be reported in this round."""
    return not measure.rounds or report.round_months in measure.rounds


def _result(number: int, measure: MeasureRow, result: ResultRow | None, report: MeasureReport) -> dict[str, Any]:
    row: dict[str, Any] = {"number": number, "name": measure.name}
    if result is None:
        mark = NOT_REPORTED
        if not _due(measure, report):
            mark += f" (กำหนดรายงาน{_rounds(measure)[0]})"
        return row | {
            "details": [{"mark": "-", "text": mark}],
            "period": BLANK,
            "output": [BLANK],
            "outcome": [BLANK],
            "note": [BLANK],
        }
    return row | {
        "details": items(result.details, BLANK),
        "period": _period(result, report.digits),
        "output": lines(result.output) or [BLANK],
        "outcome": lines(result.outcome) or [BLANK],
        "note": lines(result.note) or [BLANK],
    }


def _period(result: ResultRow, digits: Digits) -> str:
    if result.start and result.end:
        return thai_period(result.start, result.end, digits=digits)
    if result.start:
        return f"ตั้งแต่ {thai_date_long(result.start, digits)}"
    return f"ถึง {thai_date_long(result.end, digits)}" if result.end else BLANK


def _rounds(measure: MeasureRow) -> list[str]:
    """รอบ ๓, ๖ และ ๙ เดือน, when the measure has rounds."""
    *others, last = sorted(set(measure.rounds)) or [0]
    return [f"รอบ {', '.join(map(str, others))}{' และ ' if others else ''}{last} เดือน"] if last else []


def _signer(who: Signatory) -> dict[str, str]:
    """A post without a holder gets room to write the name by hand."""
    return {"name": who.name or parts.ROOM, "position": "\n".join(parts.under_the_name(who))}
