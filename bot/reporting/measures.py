"""A round's report as plain data: gathered, checked, and put into the form of its document kind.

Gathering is a few statements whatever the number of measures. The fingerprint of the data decides about versions: the
same data give the same version and the same file, changed data a new one.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import lru_cache
from importlib.resources import files

import yaml
from sqlalchemy import Connection

from bot.documents.measure_report import MeasureReport, MeasureRow, ResultRow
from bot.documents.parts import AnnexPhoto, Issue, reported
from bot.domain import checks
from bot.domain.agency import Act, Agency
from bot.domain.fiscal import Round, bangkok_day
from bot.domain.ita import ItaItems, ItaKind, item_for, parse_ita_items
from bot.domain.measures import ItaAnalysis, Measure, MeasureResult
from bot.domain.plan_document import Signatory
from bot.domain.progress import SILENT
from bot.domain.report import About, ReportKind
from bot.messages import Button
from bot.problems import Problem
from bot.reporting.material import Finding, Material, Photo, digest
from bot.reporting.signers import signers
from bot.reporting.summaries import of_measures
from bot.thai import thai_date_short
from storage import evidence, measures, paperwork, people
from storage.database import Record


@dataclass(frozen=True, slots=True)
class ReportData:
    """All a measure report is made of, as stored."""

    agency: Agency
    round: Round
    measures: tuple[Measure, ...]
    results: dict[int, MeasureResult]
    analysis: ItaAnalysis | None
    photos: tuple[Photo, ...]
    pending: tuple[str, ...]
    """Measures with photos that are still being prepared."""
    reporter: Signatory
    approver: Signatory
    own_ita_item: str | None = None
    """The number of the ITA item, where the agency knows better than our table."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the data shown; row versions and what was kept on purpose do not count, nor who is to sign: that is
        settled by who decides."""
        plain = asdict(self)
        for name in ("pending", "reporter", "approver"):
            del plain[name]
        if self.own_ita_item is None:  # as it was before agencies could have their own
            del plain["own_ita_item"]
        for row in (*plain["measures"], *plain["results"].values(), plain["analysis"] or {}):
            for name in ("version", "kept", "status", "id", "division_id"):
                row.pop(name, None)
        return hashlib.sha256(json.dumps(plain, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()


def gather(connection: Connection, agency: Agency, round_: Round, day: date) -> ReportData:
    """The data of a round's measure report, drafts left out, as signed on a day."""
    who = signers(connection, agency, day)
    found = [m for m in measures.of_year(connection, agency.id, round_.fiscal_year) if m.status == "active"]
    results = measures.results_of_round(connection, agency.id, round_)
    by_result = {result.id: m.name for m in found if (result := results.get(m.id))}
    photos = evidence.photos_of(connection, agency.id, "measure_result", list(by_result))
    return ReportData(
        agency=agency,
        round=round_,
        measures=tuple(found),
        results={m.id: results[m.id] for m in found if m.id in results},
        analysis=measures.analysis(connection, agency.id, round_.fiscal_year),
        photos=tuple(photo for _, photo in shown(photos, by_result, agency)),
        pending=tuple(dict.fromkeys(by_result[row.subject_id] for row in photos if row.state == "pending")),
        reporter=who.writer,
        approver=who.approver,
        own_ita_item=own_ita_item(connection, agency.id, round_.fiscal_year, "measures_result"),
    )


def material(connection: Connection, agency: Agency, about: About, day: date) -> Material:
    """The measure report of a round; a Problem where there is no measure."""
    round_ = about.round
    if round_ is None:
        raise ValueError(about.code)
    data = gather(connection, agency, round_, day)
    if not data.measures:
        raise Problem("no_measures", year=round_.fiscal_year)

    def fill(issue: Issue, files: Mapping[str, bytes], approver: Signatory | None) -> MeasureReport:
        photos = [AnnexPhoto(photo.caption, files[photo.key], photo.width, photo.height) for photo in data.photos]
        signed = replace(data, approver=approver) if approver else data
        return document(signed, photos, issue.version, issue.prepared_on, issue.approved_on)

    return Material(
        kind=ReportKind.MEASURE_REPORT,
        about=about,
        agency=agency,
        fingerprint=data.fingerprint,
        signers=digest([asdict(data.reporter), asdict(data.approver)]),
        keys=tuple(photo.key for photo in data.photos),
        fill=fill,
        findings=lambda today: findings(data, today),
        span=(round_.first_day, round_.last_day),
        summary=of_measures(len(data.measures), len(data.results), len(data.photos)),
    )


def shown(rows: Sequence[Record], by_result: Mapping[int, str], agency: Agency) -> Iterator[tuple[int, Photo]]:
    """The pictures that are ready with the result each belongs to, each once a result, under what was written with it or
    else what it is evidence of."""
    for row in {(row.subject_id, row.key): row for row in rows if row.state == "ready"}.values():
        caption = row.caption
        if not caption:
            taken = f" ({thai_date_short(bangkok_day(row.taken_at), digits=agency.digits)})" if row.taken_at else ""
            caption = f"{by_result[row.subject_id]}{taken}"
        yield row.subject_id, Photo(caption, row.key, row.width, row.height)


def data_now(connection: Connection, agency_id: int, round_: Round) -> ReportData:
    """The data as they are now, as signed on the last day of the round."""
    agency = people.agency_of(connection, agency_id)
    return gather(connection, agency, round_, round_.last_day)


def findings(data: ReportData, today: date) -> list[Finding]:
    """What should be looked at before submitting: missing results first, then odd words not yet kept on purpose."""
    found: list[Finding] = []
    if data.analysis is None or not (data.analysis.urgent or data.analysis.improve or data.analysis.actions):
        mend = Button("บันทึกผลวิเคราะห์ ITA", f"o.ita_analysis.{data.round.fiscal_year}")
        found.append(Finding("missing_analysis", "ยังไม่มีผลวิเคราะห์ ITA", (mend,), Act.CHANGE_PLAN))
    for name in data.pending:
        again = Button("ขอฉบับใหม่", f"o.ask_report.{ReportKind.MEASURE_REPORT}.{data.round.code}")
        found.append(
            Finding("photos_pending", f"{name}: ภาพยังเตรียมไม่เสร็จ กรุณาขอฉบับใหม่ในอีกสักครู่", (again,), Act.ASK_DOCUMENT)
        )
    first, last = data.round.first_day, data.round.last_day
    for m in data.measures:
        result = data.results.get(m.id)
        if result is None:
            if data.round.months in m.rounds:
                mend = Button(f"บันทึกผล ลำดับ {m.seq}", f"o.record_measure.{m.id}.{data.round.code}")
                found.append(
                    Finding(
                        "missing_result", f"ลำดับ {m.seq} {m.name}: {SILENT}รอบนี้", (mend,), division_id=m.division_id
                    )
                )
            continue
        mend = Button(f"แก้ ลำดับ {m.seq}", f"o.record_measure.{m.id}.{data.round.code}")
        for field, label, texts in (
            ("details", "รายละเอียด", result.details),
            ("output", "ผลผลิต", (result.output,)),
            ("outcome", "ผลลัพธ์", (result.outcome,)),
            ("note", "หมายเหตุ", (result.note,)),
            ("problem", "ปัญหา", (result.problem,)),
            ("suggestion", "ข้อเสนอแนะ", (result.suggestion,)),
        ):
            odd = list(checks.check_text("\n".join(texts), data.agency, first, last))
            if field == "output" or field == "outcome":
                odd += checks.output_is_name("\n".join(texts), m.name)
            if field == "output":
                odd += checks.output_lists_rounds("\n".join(texts), measure_name=m.name)
            if field == "outcome":
                odd += checks.outcome_lists_rounds("\n".join(texts))
            found.extend(_about(result, m, field, label, odd, mend))
        odd = [
            *checks.year_outside((result.first_day, result.last_day), first, last),
            *checks.period_ahead(result.last_day, today),
        ]
        found.extend(_about(result, m, "period", "ระยะเวลา", odd, mend))
    return found


def _about(
    result: MeasureResult, m: Measure, field: str, label: str, odd: Sequence[checks.Finding], mend: Button
) -> list[Finding]:
    """Findings about one field, each rule once; those kept on purpose are marked."""
    found = []
    for finding in {f.code: f for f in odd}.values():
        kept = f"{field}:{finding.code}" in result.kept
        stay = Button(f"คงไว้ ลำดับ {m.seq} {label}", f"o.keep.{result.id}.{field}.{finding.code}")
        where = f"ลำดับ {m.seq} {label} “{finding.value}”" if finding.value else f"ลำดับ {m.seq} {label}"
        sentence = f"{where}: {finding.sentence}"
        found.append(Finding(finding.code, sentence, (mend, stay), division_id=m.division_id, kept=kept))
    return found


@lru_cache
def ita_items() -> Mapping[int, ItaItems]:
    """The ITA item table of templates/ita_items.yaml."""
    return parse_ita_items(yaml.safe_load((files("templates") / "ita_items.yaml").read_text("utf-8")))


def own_ita_item(connection: Connection, agency_id: int, year: int, kind: ItaKind) -> str | None:
    """The number of an ITA item, if the agency has written its own down."""
    return item_for(paperwork.ita_items(connection, agency_id), year, kind)


def document(
    data: ReportData, photos: Sequence[AnnexPhoto], version: int, prepared_on: date, approved_on: date | None
) -> MeasureReport:
    """The report as the document kind wants it; a draft until it is approved."""
    analysis = data.analysis
    results = [(m, r) for m in data.measures if (r := data.results.get(m.id))]
    return MeasureReport(
        agency=data.agency.name,
        agency_kind=data.agency.kind,
        district=data.agency.district,
        province=data.agency.province,
        fiscal_year=data.round.fiscal_year,
        round_months=data.round.months,
        ita_item=data.own_ita_item or item_for(ita_items(), data.round.fiscal_year, "measures_result"),
        analysed_year=analysis.analysed_year if analysis else data.round.fiscal_year - 1,
        urgent=analysis.urgent if analysis else (),
        improve=analysis.improve if analysis else (),
        actions=analysis.actions if analysis else (),
        measures=tuple(
            MeasureRow(m.seq, m.name, m.practices, m.procedure, m.owner, m.monitoring, m.rounds) for m in data.measures
        ),
        results=tuple(
            ResultRow(m.seq, r.details, r.first_day, r.last_day, r.output, r.outcome, r.note) for m, r in results
        ),
        problems=reported([r.problem for _, r in results]),
        suggestions=reported([r.suggestion for _, r in results]),
        photos=tuple(photos),
        reporter=data.reporter,
        approver=data.approver,
        prepared_on=prepared_on,
        approved_on=approved_on,
        digits=data.agency.digits,
        draft=approved_on is None,
        sample=data.agency.sample,
        version=version,
    )
