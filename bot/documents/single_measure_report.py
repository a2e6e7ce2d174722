"""รายงานผลการดำเนินการตามมาตรการรายเรื่อง: one classical measure by itself, or ประกาศเจตจำนง.

One template for all of them; the words that differ are those of `templates/single_measures.yaml`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from bot.documents import parts
from bot.documents.compiled import template
from bot.documents.parts import (
    BLANK,
    NOT_REPORTED,
    AnnexPhoto,
    Issue,
    items,
    marks,
    photo_rows,
    place,
    reported,
    signatory,
    told,
)
from bot.documents.pictures import Pictures
from bot.documents.text import lines
from bot.domain.agency import Agency, Digits
from bot.domain.fiscal import Round
from bot.domain.measures import MeasureResult
from bot.domain.plan_document import Signatory
from bot.domain.single_measure import Cases, MeasureWords, SingleMeasure, all_cases, parse_measure_words
from bot.thai import number_cell, thai_date_long, thai_period

_SHORT: Mapping[str, str] = {
    "disclosure": "มาตรการเผยแพร่ข้อมูล",
    "participation": "มาตรการมีส่วนร่วม",
    "procurement": "มาตรการจัดซื้อจัดจ้าง",
    "complaints": "มาตรการเรื่องร้องเรียน",
    "bribery": "มาตรการป้องกันรับสินบน",
    "conflict": "มาตรการผลประโยชน์ขัดกัน",
    "discretion": "มาตรการตรวจสอบดุลพินิจ",
    "intent": "ตามประกาศเจตจำนง",
}
"""For the name of the file."""


@cache
def measure_words() -> Mapping[str, MeasureWords]:
    """The product's words for every classical measure."""
    return parse_measure_words(yaml.safe_load((files("templates") / "single_measures.yaml").read_text("utf-8")))


@dataclass(frozen=True, kw_only=True)
class SingleMeasureReport:
    """All that the report of one measure says."""

    agency: Agency
    measure: SingleMeasure
    round: Round
    results: tuple[MeasureResult, ...] = ()
    """Of this round and those before it in the year, one a round."""
    problems: tuple[str, ...] = ()
    """Besides those of the results."""
    suggestions: tuple[str, ...] = ()
    photos: tuple[AnnexPhoto, ...] = ()
    ita_item: str | None = None
    reporter: Signatory
    approver: Signatory
    issue: Issue

    def __post_init__(self) -> None:
        if self.measure.fiscal_year != self.round.fiscal_year:
            raise ValueError("the measure is of another year")
        rounds = [result.round for result in self.results]
        if len(set(rounds)) < len(rounds):
            raise ValueError("two results of one round")
        if any(months > self.round.months for months in rounds):
            raise ValueError("a result of a later round")


def render(report: SingleMeasureReport) -> bytes:
    """The finished .docx; the same report gives the same bytes."""
    pictures = Pictures()
    return template("single_measure_report", report.agency.digits).render(fields(report, pictures), pictures)


def file_name(report: SingleMeasureReport) -> str:
    """The name of the file."""
    own = report.agency
    what = (f"รายงานผล{_SHORT[report.measure.code]}", f"ปี{report.round.fiscal_year}", f"รอบ{report.round.months}เดือน")
    return parts.file_name(
        what,
        agency=own.name,
        kind=own.kind,
        digits=own.digits,
        draft=report.issue.draft,
        version=report.issue.version,
        sample=own.sample,
    )


def fields(report: SingleMeasureReport, pictures: Pictures) -> dict[str, Any]:
    """The fields of the template, as docs/documents.md lists them."""
    own, measure, round_, digits = report.agency, report.measure, report.round, report.agency.digits
    words = measure_words()[measure.code]
    given = {"agency": own.name, "staff": own.words.staff}
    headed = ["background", "objectives", *(["processes"] if measure.processes else []), "practices", "results"]
    headed += [*(["statistics"] if measure.cases else []), "problems"]
    results = sorted(report.results, key=lambda result: result.round)
    return {
        "agency": own.name,
        "place": place(own.district, own.province),
        "words": {"staff": own.words.staff, "council": own.words.council, "mayor": own.mayor_title},
        "fiscal_year": round_.fiscal_year,
        "round": round_.months,
        "period": f"{thai_date_long(round_.first_day, digits)} – {thai_date_long(round_.last_day, digits)}",
        "ita_item": report.ita_item or "",
        "measure": measure.title,
        "part": {name: number for number, name in enumerate(headed, 1)},
        "background": _paragraphs(measure.background) or [words.background.format(**given)],
        "objectives": items(measure.objectives if _paragraphs(measure.objectives) else words.objectives),
        "practices": items(measure.practices if _paragraphs(measure.practices) else words.practices),
        "process_heads": words.processes,
        "processes": [
            {
                "number": number,
                "work": _cell(process.work),
                "holder": _cell(process.holder),
                "criteria": _cell(process.criteria),
                "risk": _cell(process.risk),
            }
            for number, process in enumerate(measure.processes, 1)
        ],
        "results": [_result(result, digits) for result in results] or [_nothing(round_)],
        "case_heads": words.statistics,
        "cases": [_cases(row, digits) for row in measure.cases],
        "sum": _cases(all_cases(measure.cases), digits),
        "problems": told(reported([result.problem for result in results], report.problems)),
        "suggestions": told(reported([result.suggestion for result in results], report.suggestions)),
        "photo_rows": photo_rows(report.photos, pictures),
        "reporter": signatory(report.reporter),
        "approver": signatory(report.approver),
        "prepared_on": thai_date_long(report.issue.prepared_on, digits),
        "approved_on": report.issue.approval_by(report.approver, digits),
        **marks(draft=report.issue.draft, version=report.issue.version, sample=own.sample),
    }


def _result(result: MeasureResult, digits: Digits) -> dict[str, Any]:
    return {
        "round": result.round,
        "details": items(result.details),
        "period": thai_period(result.first_day, result.last_day, digits=digits),
        "output": lines(result.output) or [BLANK],
        "outcome": lines(result.outcome) or [BLANK],
        "note": lines(result.note) or [BLANK],
    }


def _nothing(round_: Round) -> dict[str, Any]:
    said: dict[str, Any] = {"round": round_.months, "details": items((), NOT_REPORTED), "period": BLANK}
    return said | {name: [BLANK] for name in ("output", "outcome", "note")}


def _cases(row: Cases, digits: Digits) -> dict[str, Any]:
    """A row of figures, and what the parts are of the whole."""
    figures = {
        name: number_cell(getattr(row, name), digits) for name in ("total", "first", "second", "rest", "late", "other")
    }
    shares = {name: BLANK if share is None else f"{share:.2f}" for name, share in row.shares.items()}
    return {"label": _cell(row.label), **figures, "percent": shares}


def _cell(text: str) -> str:
    return "\n".join(lines(text)) or BLANK


def _paragraphs(texts: Iterable[str]) -> list[str]:
    return [line for text in texts for line in lines(text)]
