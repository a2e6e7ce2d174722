"""From a request row to a finished document in the chat: gather plain data, check them, render, store, announce.

Gathering is a few statements whatever the number of measures. The fingerprint of the data decides about versions: the
same data give the same version and the same file, changed data a new one.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, Protocol

import yaml
from sqlalchemy import Connection

from bot.clock import Clock
from bot.dialogs.reports import act_buttons
from bot.documents import measure_report
from bot.documents.measure_report import AnnexPhoto, MeasureReport, MeasureRow, ResultRow, Signer
from bot.domain import checks
from bot.domain.agency import Agency, Role
from bot.domain.fiscal import Round, bangkok_day
from bot.domain.ita import ItaItems, item_for, parse_ita_items
from bot.domain.measures import ItaAnalysis, Measure, MeasureResult
from bot.domain.report import Report, ReportKind, ReportState, allowed
from bot.messages import Button, Card, File, Message, Text, dump
from bot.problems import Problem
from storage import evidence, mail, measures, people, reports
from storage.database import Database, Record

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
RETRY_AFTER: Final = (timedelta(seconds=2), timedelta(seconds=30), timedelta(minutes=5))
SHOWN_FINDINGS: Final = 6


class Files(Protocol):
    """Where the bytes of photos and documents lie."""

    async def drop(self, key: str) -> None:
        """Forget the bytes under a key."""

    async def put(self, key: str, data: bytes) -> None:
        """Keep bytes under a key; they are on the disk when this returns."""

    async def get(self, key: str) -> bytes:
        """The bytes; KeyError when there are none."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of the annex, without its bytes."""

    caption: str
    key: str
    width: int
    height: int


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
    reporter: Signer
    approver: Signer

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the data shown; row versions and what was kept on purpose do not count."""
        plain = asdict(self)
        del plain["pending"]
        for row in (*plain["measures"], *plain["results"].values(), plain["analysis"] or {}):
            for name in ("version", "kept", "status", "id", "division_id"):
                row.pop(name, None)
        return hashlib.sha256(json.dumps(plain, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()


def gather(connection: Connection, agency: Agency, approver_role: Role, round_: Round) -> ReportData:
    """The data of a round's measure report, drafts left out."""
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
        photos=tuple(
            Photo(by_result[row.subject_id], row.key, row.width, row.height) for row in photos if row.state == "ready"
        ),
        pending=tuple(dict.fromkeys(by_result[row.subject_id] for row in photos if row.state == "pending")),
        reporter=_signer(connection, agency, Role.PLAN_OWNER, "ผู้ดูแลแผน"),
        approver=_signer(
            connection, agency, approver_role, agency.clerk_title if approver_role is Role.CLERK else agency.mayor_title
        ),
    )


def _signer(connection: Connection, agency: Agency, role: Role, otherwise: str) -> Signer:
    found = people.names(connection, agency.id, [role])
    return Signer(found[0].name, found[0].position or otherwise) if found else Signer("", otherwise)


def fingerprint_now(connection: Connection, agency_id: int, round_: Round) -> str:
    """The fingerprint of the data as they are now."""
    agency, approver_role = people.agency_of(connection, agency_id)
    return gather(connection, agency, approver_role, round_).fingerprint


@dataclass(frozen=True, slots=True)
class Finding:
    """Something odd in a report, and the buttons to mend it or to keep it."""

    code: str
    sentence: str
    buttons: tuple[Button, ...]


def findings(data: ReportData) -> list[Finding]:
    """What should be looked at before submitting: missing results first, then odd words not yet kept on purpose."""
    found: list[Finding] = []
    if data.analysis is None or not (data.analysis.urgent or data.analysis.improve or data.analysis.actions):
        mend = Button("บันทึกผลวิเคราะห์ ITA", f"o.ita_analysis.{data.round.fiscal_year}")
        found.append(Finding("missing_analysis", "ยังไม่มีผลวิเคราะห์ ITA", (mend,)))
    for name in data.pending:
        again = Button("ขอฉบับใหม่", f"o.ask_report.{ReportKind.MEASURE_REPORT}.{data.round.code}")
        found.append(Finding("photos_pending", f"{name}: ภาพยังเตรียมไม่เสร็จ กรุณาขอฉบับใหม่ในอีกสักครู่", (again,)))
    first, last = data.round.first_day, data.round.last_day
    for m in data.measures:
        result = data.results.get(m.id)
        if result is None:
            if data.round.months in m.rounds:
                mend = Button(f"บันทึกผล ลำดับ {m.seq}", f"o.record_measure.{m.id}.{data.round.code}")
                found.append(Finding("missing_result", f"ลำดับ {m.seq} {m.name}: ยังไม่มีผลรอบนี้", (mend,)))
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
            if field == "outcome":
                odd += checks.outcome_lists_rounds("\n".join(texts))
            found.extend(_about(result, m, field, label, odd, mend))
        odd = list(checks.year_outside((result.first_day, result.last_day), first, last))
        found.extend(_about(result, m, "period", "ระยะเวลา", odd, mend))
    return found


def _about(
    result: MeasureResult, m: Measure, field: str, label: str, odd: Sequence[checks.Finding], mend: Button
) -> list[Finding]:
    """Findings about one field, unless kept on purpose; each rule once."""
    found = []
    for finding in {f.code: f for f in odd}.values():
        if f"{field}:{finding.code}" not in result.kept:
            stay = Button(f"คงไว้ ลำดับ {m.seq} {label}", f"o.keep.{result.id}.{field}.{finding.code}")
            where = f"ลำดับ {m.seq} {label} “{finding.value}”" if finding.value else f"ลำดับ {m.seq} {label}"
            found.append(Finding(finding.code, f"{where}: {finding.sentence}", (mend, stay)))
    return found


@lru_cache
def ita_items() -> Any:
    """The ITA item table of templates/ita_items.yaml."""
    table: Any = parse_ita_items(yaml.safe_load((files("templates") / "ita_items.yaml").read_text("utf-8")))
    return table


def document(
    data: ReportData, photos: Sequence[AnnexPhoto], version: int, prepared_on: date, approved_on: date | None
) -> MeasureReport:
    """The report as the document kind wants it; a draft until it is approved."""
    table: dict[int, ItaItems] = ita_items()
    analysis = data.analysis
    results = [(m, r) for m in data.measures if (r := data.results.get(m.id))]
    return MeasureReport(
        agency=data.agency.name,
        agency_kind=data.agency.kind,
        district=data.agency.district,
        province=data.agency.province,
        fiscal_year=data.round.fiscal_year,
        round_months=data.round.months,
        ita_item=item_for(table, data.round.fiscal_year, "measures_result"),
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
        problems=tuple(r.problem for _, r in results if r.problem),
        suggestions=tuple(r.suggestion for _, r in results if r.suggestion),
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


class Papers:
    """Makes the documents that request rows ask for."""

    def __init__(self, database: Database, store: Files, clock: Clock) -> None:
        self.database, self.files, self.clock = database, store, clock

    async def make(self, request: Record) -> list[tuple[str, str]]:
        """Do one request; the chats that now have something to be sent. Safe to repeat: only one maker settles a row."""
        round_ = Round(request.fiscal_year, request.round)
        try:
            job = await self.database.read(
                _prepare, request.agency_id, ReportKind(request.kind), round_, request.report_id, request.created_at
            )
        except Problem as problem:
            return await self.database.write(_refused, request, problem.sentence, self.clock.now())
        if job.reuse:
            file = job.reuse
        else:
            made, content = await self._render(job)
            sha = hashlib.sha256(content).hexdigest()
            file = {
                "id": sha[:16] + f"{request.id:08x}",
                "agency_id": request.agency_id,
                "name": measure_report.file_name(made),
                "mime": DOCX,
                "size": len(content),
                "key": f"documents/{request.agency_id}/{sha}.docx",
                "sha256": sha,
                "created_at": request.created_at,
            }
            await self.files.put(file["key"], content)
        return await self.database.write(_announce, request, job, file, self.clock.now())

    async def preview(self, kind: ReportKind, agency_id: int, round_: Round) -> bytes:
        """The document of what is recorded now, outside any conversation: nothing is stored and nobody is told."""
        if agency_id not in await self.database.read(people.agencies):
            raise Problem("agency_gone", agency=agency_id)
        job = await self.database.read(_prepare, agency_id, kind, round_, None, self.clock.now())
        if not job.data.measures:
            raise Problem("no_measures", year=round_.fiscal_year)
        if job.reuse:
            return await self.files.get(job.reuse["key"])
        return (await self._render(job))[1]

    async def _render(self, job: "Job") -> tuple[MeasureReport, bytes]:
        photos = [AnnexPhoto(p.caption, await self.files.get(p.key), p.width, p.height) for p in job.data.photos]
        made = document(job.data, photos, job.version, job.prepared_on, job.approved_on)
        return made, await self.database.off_thread(measure_report.render, made)

    async def failed(self, request: Record, error: str) -> list[tuple[str, str]]:
        """Try again later; after the last try the person is told."""
        return await self.database.write(_note_failure, request, error, self.clock.now())


@dataclass(frozen=True, slots=True)
class Job:
    """One request, prepared."""

    data: ReportData
    findings: list[Finding]
    version: int
    prepared_on: date
    approved_on: date | None
    reuse: dict[str, Any] | None
    """The file of a draft that was made of the same data."""
    report: Report | None


def _prepare(
    connection: Connection, agency_id: int, kind: ReportKind, round_: Round, report_id: int | None, asked_at: datetime
) -> Job:
    agency, approver_role = people.agency_of(connection, agency_id)
    data = gather(connection, agency, approver_role, round_)
    latest = reports.latest(connection, agency.id, kind, round_)
    if report_id is not None:
        report = reports.one(connection, agency.id, report_id)
        assert report is not None and report.decided_at is not None
        if report.state is not ReportState.APPROVED or reports.fingerprint(connection, report_id) != data.fingerprint:
            raise Problem("data_changed")  # what was approved can no longer be made
        return Job(data, [], report.version, _day(latest), bangkok_day(report.decided_at), None, report)
    same = latest is not None and latest.fingerprint == data.fingerprint and latest.state != ReportState.SUPERSEDED
    report = reports.one(connection, agency.id, latest.id) if latest is not None and same else None
    known = (latest.final_file or latest.draft_file) if latest is not None and same else None
    row = reports.file(connection, known) if known else None
    version = (latest.version + (not same)) if latest is not None else 1
    prepared_on = _day(latest) if same else bangkok_day(asked_at)
    reuse = dict(row._mapping) if row else None
    return Job(data, findings(data), version, prepared_on, None, reuse, report)


def _day(row: Record | None) -> date:
    assert row is not None
    return bangkok_day(row.created_at)


def _announce(
    connection: Connection, request: Record, job: Job, file: dict[str, Any], now: datetime
) -> list[tuple[str, str]]:
    """Write the report's row and what is said, and settle the request, in one transaction."""
    if not reports.settle_request(connection, request.id, {"state": "done"}):
        return []
    if job.reuse is None and reports.file(connection, file["id"]) is None:
        reports.add_file(connection, file)
    if job.approved_on is not None:
        return _announce_final(connection, request, job, file, now)
    codes = [finding.code for finding in job.findings]
    if job.report is None:
        report_id = reports.add(
            connection,
            {
                "agency_id": request.agency_id,
                "kind": request.kind,
                "fiscal_year": request.fiscal_year,
                "round": request.round,
                "version": job.version,
                "state": ReportState.DRAFT,
                "fingerprint": job.data.fingerprint,
                "draft_file": file["id"],
                "findings": codes,
                "requested_by": request.person_id,
                "created_at": request.created_at,
            },
        )
    else:
        report_id = job.report.id
        reports.set_file(connection, report_id, {"findings": codes})
    report = reports.one(connection, request.agency_id, report_id)
    found = people.acting(connection, request.person_id)
    assert report is not None and found is not None
    buttons = act_buttons(report, allowed(report, found.person, found.approver_role, request.created_at))
    doc = f"doc.{request.id}"
    caption = f"{report.title} ฉบับที่ {report.version} ({report.state.label})"
    messages: list[Message] = [File(file["id"], file["name"], caption, file["size"], replace=doc)]
    messages.append(_findings_card(job.findings, buttons, report))
    rows = [(request.channel, request.address, request.person_id, dump(message)) for message in messages]
    mail.put(connection, rows, None, now)
    return [(request.channel, request.address)]


def _findings_card(found: list[Finding], buttons: tuple[Button, ...], report: Report) -> Message:
    """What should be looked at, with a button to each place; then what may be done with the report."""
    menu = Button("เมนู", "o.menu")
    if not found:
        return Card("ตรวจแล้วไม่พบข้อผิดพลาด", (report.title,), report.state.label, buttons=(*buttons, menu))
    shown = found[:SHOWN_FINDINGS]
    lines = [f"{number}. {finding.sentence}" for number, finding in enumerate(shown, 1)]
    if len(found) > len(shown):
        lines.append(f"และอีก {len(found) - len(shown)} ข้อ")
    mending = tuple(dict.fromkeys(button for finding in shown for button in finding.buttons))
    title = f"ข้อที่ควรตรวจ {len(found)} ข้อ"
    return Card(title, tuple(lines), report.state.label, buttons=(*mending, *buttons, menu))


def _announce_final(
    connection: Connection, request: Record, job: Job, file: dict[str, Any], now: datetime
) -> list[tuple[str, str]]:
    """The approved document goes to who asked, the plan owners and who approved."""
    report = job.report
    assert report is not None
    reports.set_file(connection, report.id, {"final_file": file["id"]})
    concerned = dict.fromkeys(
        (
            report.requested_by,
            *people.with_roles(connection, request.agency_id, [Role.PLAN_OWNER]),
            request.person_id,
        )
    )
    message = dump(File(file["id"], file["name"], f"{report.title} ฉบับสมบูรณ์", file["size"]))
    rows = []
    for person_id in concerned:
        if (address := people.address_of(connection, person_id)) is not None:
            rows.append((*address, person_id, message))
    mail.put(connection, rows, None, now)
    return [(channel, address) for channel, address, _, _ in rows]


def _refused(connection: Connection, request: Record, sentence: str, now: datetime) -> list[tuple[str, str]]:
    """An approval was undone, or its data changed, before the final document was made: there is none, and the version
    that nobody can make any more is not approved."""
    if not reports.settle_request(connection, request.id, {"state": "failed"}):
        return []
    if not reports.change(
        connection, request.agency_id, request.report_id, [ReportState.APPROVED], {"state": ReportState.SUPERSEDED}
    ):
        return []
    mail.put(connection, [(request.channel, request.address, request.person_id, dump(Text(sentence)))], None, now)
    return [(request.channel, request.address)]


def _note_failure(connection: Connection, request: Record, error: str, now: datetime) -> list[tuple[str, str]]:
    if request.tries < len(RETRY_AFTER):
        values = {"tries": request.tries + 1, "retry_at": now + RETRY_AFTER[request.tries]}
        reports.settle_request(connection, request.id, values)
        return []
    if not reports.settle_request(connection, request.id, {"state": "failed"}):
        return []
    message = Text(Problem("document_failed").sentence, replace=f"doc.{request.id}")
    mail.put(connection, [(request.channel, request.address, request.person_id, dump(message))], None, now)
    return [(request.channel, request.address)]
