"""From a request row to a finished document in the chat: render, store, announce; again later when that failed."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from bot.apart import Apart
from bot.clock import Clock
from bot.dialogs.around import MENU, refusal
from bot.dialogs.kit import first_few
from bot.dialogs.reports import act_buttons, around, left_so
from bot.dialogs.templates import look_button
from bot.documents.changes import changes
from bot.documents.endorsement import Endorsement, endorsed
from bot.documents.parts import Issue
from bot.domain import verification
from bot.domain.agency import Act, Person, Role, may
from bot.domain.fiscal import bangkok_day
from bot.domain.plan_document import Signatory
from bot.domain.report import About, Report, ReportKind, ReportState, allowed
from bot.domain.versions import Changes
from bot.files import Files, keep
from bot.messages import Button, Card, File, Message, Text, dump, patient
from bot.problems import Problem
from bot.reporting.kinds import MODULES, gathered, in_print
from bot.reporting.material import Finding, Material
from bot.thai import thai_date_long
from storage import approvals, bindings, mail, people, recorded, reports, templates
from storage import verification as verified
from storage.database import Database, Record

RETRY_AFTER: Final = (timedelta(seconds=2), timedelta(seconds=30), timedelta(minutes=5))
SHOWN_FINDINGS: Final = 6


class Papers:
    """Makes the documents that request rows ask for."""

    def __init__(self, database: Database, store: Files, clock: Clock, apart: Apart, public_url: str = "") -> None:
        """`public_url`: where anybody can verify a document; without one it is done in the chat."""
        self.database, self.files, self.clock, self.apart = database, store, clock, apart
        self.public_url = public_url.rstrip("/")

    async def make(self, request: Record) -> list[tuple[str, str]]:
        """Do one request; the chats that now have something to be sent. Safe to repeat: only one maker settles a row."""
        about = About(request.fiscal_year, request.round, request.subject)
        try:
            job = await self.database.read(
                _prepare, request.agency_id, ReportKind(request.kind), about, request.report_id, request.created_at
            )
            made = None if job.reuse else await self._render(job)
        except Problem as problem:
            return await self.database.write(_refused, request, problem, self.clock.now())
        if made is None:
            assert job.reuse is not None
            file = job.reuse
        else:
            file = await keep(self.files, request, f"{request.id:08x}", made.name, made.content)
            job = replace(job, printed=made.findings, changes=await self._changes(job, made.content))
        return await self.database.write(_announce, request, job, file, self.clock.now())

    async def preview(self, kind: ReportKind, agency_id: int, about: About) -> bytes:
        """The document of what is recorded now, outside any conversation: nothing is stored and nobody is told."""
        if agency_id not in await self.database.read(people.agencies):
            raise Problem("agency_gone", agency=agency_id)
        job = await self.database.read(_prepare, agency_id, kind, about, None, self.clock.now())
        if job.reuse:
            return await self.files.get(job.reuse["key"])
        return (await self._render(job)).content

    async def _render(self, job: "Job") -> "Made":
        material, module = job.material, MODULES[job.material.kind]
        files = {key: await self.files.get(key) for key in material.keys}
        document = material.fill(
            Issue(prepared_on=job.prepared_on, version=job.version, approved_on=job.approved_on), files, job.approver
        )
        if job.template is not None:
            content = await self.apart.render(material.kind, await self.files.get(job.template.key), document)
        else:
            content = await self.database.off_thread(module.render, document)
        if job.approvals:
            words = Endorsement(material.agency, job.version, job.approvals, job.code, self._address(job.code))
            content = await self.database.off_thread(endorsed, content, words)
        odd = await self.database.off_thread(in_print, content, material, job.findings) if not job.approved_on else []
        return Made(module.file_name(document), content, odd)

    async def _changes(self, job: "Job", content: bytes) -> Changes | None:
        """What reads differently since the version that was submitted before; the days of both say nothing."""
        if (before := job.before) is None:
            return None
        try:
            old = await self.files.get(before.key)
        except KeyError:
            return None
        days = [
            thai_date_long(day, job.material.agency.digits) for day in (bangkok_day(before.created_at), job.prepared_on)
        ]
        return Changes.of(before.version, await self.database.off_thread(changes, old, content, days))

    def _address(self, code: str) -> str:
        return f"{self.public_url}/verify/{verification.spell(code)}" if self.public_url else ""

    async def failed(self, request: Record, error: str) -> list[tuple[str, str]]:
        """Try again later; after the last try the person is told."""
        return await self.database.write(_note_failure, request, error, self.clock.now())


@dataclass(frozen=True, slots=True)
class Made:
    """A finished document, and what is odd in it beside its data."""

    name: str
    content: bytes
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class Job:
    """One request, prepared."""

    material: Material
    findings: list[Finding]
    version: int
    prepared_on: date
    approved_on: date | None
    approver: Signatory | None
    """Who approved it, once that is known."""
    reuse: dict[str, Any] | None
    """The file of a draft that was made of the same data."""
    report: Report | None
    template: Record | None
    """The agency's own template to make it with."""
    printed: list[Finding]
    """What is odd in the text of its file."""
    approvals: tuple[verification.Approval, ...] = ()
    """The words that an approved version has."""
    code: str = ""
    """By which anybody can verify it."""
    before: Record | None = None
    """The version that was submitted before, of one that is new."""
    changes: Changes | None = None
    """What reads differently since then."""
    kept: tuple[str, ...] = ()
    """What is odd in its data and was left so on purpose."""


def _prepare(
    connection: Connection, agency_id: int, kind: ReportKind, about: About, report_id: int | None, asked_at: datetime
) -> Job:
    today = bangkok_day(asked_at)
    latest = reports.latest(connection, agency_id, kind, about)
    material = gathered(connection, agency_id, kind, about, today)
    if report_id is not None:
        report = reports.one(connection, agency_id, report_id)
        assert report is not None
        if (
            (word := report.course.last) is None
            or report.state is not ReportState.APPROVED
            or reports.fingerprint(connection, report_id) != material.fingerprint
        ):
            raise Problem("data_changed")  # what was approved can no longer be made
        by = Signatory(word.name, word.position, word.acting_for)
        own = templates.by_sha(connection, agency_id, kind, reports.template(connection, report_id))
        given = verified.approvals(connection, agency_id, report_id)
        code = verified.code_of(connection, agency_id, report_id) or _new_code()
        day = bangkok_day(word.at)
        return Job(material, [], report.version, _day(latest), day, by, None, report, own, [], given, code)
    own = templates.current(connection, agency_id, kind)
    same = latest is not None and latest.fingerprint == material.fingerprint and latest.state != ReportState.SUPERSEDED
    if latest is not None and latest.state in {ReportState.DRAFT, ReportState.RETURNED}:
        same = same and latest.template == (own.sha256 if own else "")  # what waits or is approved stays as it is
        same = same and latest.signers in {"", material.signers}  # "": made before this was noted
        if same and kind.is_report:  # it says so while the round is not over
            end = material.span[1]
            same = (_day(latest) <= end) == (today <= end)
    report = reports.one(connection, agency_id, latest.id) if latest is not None and same else None
    known = (latest.final_file or latest.draft_file) if latest is not None and same else None
    row = reports.file(connection, known) if known else None
    version = (latest.version + (not same)) if latest is not None else 1
    prepared_on = _day(latest) if same else today
    reuse = dict(row._mapping) if row else None
    told = reports.printed(connection, report.id) if report and reuse else []
    printed = [Finding(code, sentence, (), Act.SETTINGS) for code, sentence in told]
    before = None if report else reports.submitted_before(connection, agency_id, kind, about)
    odd, kept = material.odd(today), material.kept(today)
    return Job(material, odd, version, prepared_on, None, None, reuse, report, own, printed, before=before, kept=kept)


def _new_code() -> str:
    return "".join(secrets.choice(verification.ALPHABET) for _ in range(verification.LENGTH))


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
    odd = [*(each.code for each in job.findings), *([each.code, each.sentence] for each in job.printed)]
    if job.report is None:
        report_id = reports.add(
            connection,
            {
                "agency_id": request.agency_id,
                "kind": request.kind,
                **reports.place(job.material.about),
                "named": job.material.named,
                "version": job.version,
                "state": ReportState.DRAFT,
                "fingerprint": job.material.fingerprint,
                "signers": job.material.signers,
                "draft_file": file["id"],
                "template": job.template.sha256 if job.template is not None else "",
                "findings": odd,
                "changes": job.changes.dump() if job.changes else {},
                "requested_by": request.person_id,
                "created_at": request.created_at,
            },
        )
    else:
        report_id = job.report.id
        reports.set_file(connection, report_id, {"findings": odd})
    if not request.address:  # made by itself: who is told of it when is another matter (`bot.cycle.round_reports`)
        return []
    report = reports.one(connection, request.agency_id, report_id)
    found = people.acting(connection, request.person_id)
    assert report is not None and found is not None
    posts = approvals.posts_of(connection, found.person, bangkok_day(request.created_at))
    acts = allowed(report, found.person, posts, request.created_at)
    buttons = (*act_buttons(report, acts), *around(report, found.person), look_button(report))
    doc = f"doc.{request.id}"
    caption = f"{report.title} ฉบับที่ {report.version} ({report.state.label})"
    messages: list[Message] = [File(file["id"], file["name"], caption, file["size"], replace=doc)]
    to_check, day = [*job.findings, *job.printed], bangkok_day(request.created_at)
    messages.append(_findings_card(to_check, job.kept, buttons, report, found.person, day))
    return _say(connection, request, messages, now)


def _say(connection: Connection, request: Record, messages: Iterable[Message], now: datetime) -> list[tuple[str, str]]:
    """Tell who asked, if anybody did."""
    if not request.address:
        return []
    rows = [(request.channel, request.address, request.person_id, dump(message)) for message in messages]
    mail.put(connection, rows, request.inbox_id, now)
    return [(request.channel, request.address)]


def _findings_card(
    found: list[Finding],
    kept: tuple[str, ...],
    buttons: tuple[Button, ...],
    report: Report,
    person: Person,
    today: date,
) -> Message:
    """What should be looked at, with a button to each place, and what was left so on purpose; then what may be done with the
    report."""
    menu = MENU
    last = (*left_so(kept, len(found)), *report.early(today))
    if not found:
        return Card("ตรวจแล้วไม่พบข้อผิดพลาด", (report.title, *last), report.state.label, buttons=(*buttons, menu))
    shown = found[:SHOWN_FINDINGS]
    lines = [*first_few([finding.sentence for finding in found], SHOWN_FINDINGS), *last]
    mine = [finding for finding in shown if may(person, finding.act, division_id=finding.division_id)]
    mending = tuple(dict.fromkeys(button for finding in mine for button in finding.buttons))
    title = f"ข้อที่ควรตรวจ {len(found)} ข้อ"
    return Card(title, tuple(lines), report.state.label, buttons=(*mending, *buttons, menu))


def _announce_final(
    connection: Connection, request: Record, job: Job, file: dict[str, Any], now: datetime
) -> list[tuple[str, str]]:
    """The approved document goes to who asked for it, who reported, the plan owners and the heads of the agency. Only plan
    owners want it at once: what they hand on depends on it."""
    report = job.report
    assert report is not None
    reports.set_file(connection, report.id, {"final_file": file["id"], "code": job.code})
    owners = people.with_roles(connection, request.agency_id, [Role.PLAN_OWNER])
    concerned = dict.fromkeys(
        (
            report.requested_by,
            *reports.holders(connection, request.agency_id, report.kind, report.about),
            *recorded.reporters(connection, request.agency_id, report),
            *(word.person_id for word in report.course.approvals),
            *owners,
            *people.with_roles(connection, request.agency_id, [Role.CLERK, Role.MAYOR]),
            request.person_id,
        )
    )
    message = File(file["id"], file["name"], f"{report.title} ฉบับสมบูรณ์", file["size"])
    rows = []
    for person_id in concerned:
        if (address := bindings.address_of(connection, person_id)) is not None:
            rows.append((*address, person_id, dump(message) if person_id in owners else patient(message)))
    mail.put(connection, rows, request.inbox_id, now)
    return [(channel, address) for channel, address, _, _ in rows]


def _refused(connection: Connection, request: Record, problem: Problem, now: datetime) -> list[tuple[str, str]]:
    """An approval was undone, or its data changed, before the final document was made: there is none, and the version
    that nobody can make any more is not approved. Or the agency's template cannot take these data."""
    if not reports.settle_request(connection, request.id, {"state": "failed"}):
        return []
    if problem.code.startswith("template_"):
        buttons = (Button("แม่แบบเอกสาร", f"o.template.{request.kind}"), MENU)
        said = f"แม่แบบของหน่วยงานใช้กับข้อมูลนี้ไม่ได้ {problem.sentence}"
        return _say(connection, request, [Text(said, buttons, f"doc.{request.id}")], now)
    if request.report_id is None:  # what it is about went meanwhile
        return _say(connection, request, [refusal(problem)], now)
    if not reports.change(
        connection, request.agency_id, request.report_id, [ReportState.APPROVED], {"state": ReportState.SUPERSEDED}
    ):
        return []
    return _say(connection, request, [Text(problem.sentence)], now)


def _note_failure(connection: Connection, request: Record, error: str, now: datetime) -> list[tuple[str, str]]:
    if request.tries < len(RETRY_AFTER):
        values = {"tries": request.tries + 1, "retry_at": now + RETRY_AFTER[request.tries]}
        reports.settle_request(connection, request.id, values)
        return []
    if not reports.settle_request(connection, request.id, {"state": "failed"}):
        return []
    menu = (MENU,)
    return _say(connection, request, [Text(Problem("document_failed").sentence, menu, f"doc.{request.id}")], now)
