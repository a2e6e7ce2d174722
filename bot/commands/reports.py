"""Asking for documents, deciding about them, and trying parked messages again."""

from typing import Any

from bot import facts
from bot.commands.origin import From, approvers_of, given_final, involved, note, owners_of
from bot.dialogs.reports import report_card
from bot.documents.parts import years_text
from bot.domain import commands as c
from bot.domain.agency import Act, Role, require
from bot.domain.fiscal import bangkok_day
from bot.domain.measures import CLASSICAL
from bot.domain.plan import covering
from bot.domain.report import (
    About,
    ApproveAsked,
    Over,
    Report,
    ReportKind,
    ReportState,
    check_about,
    check_version,
    data_changed,
    demand,
    may_ask,
    title,
)
from bot.facts.scope import Scope
from bot.messages import File, Message
from bot.problems import Problem
from bot.reporting.kinds import gathered
from storage import mail, measures, people, plan, reports


def ask_report(o: From, e: c.AskReport) -> c.ReportAsked:
    """Note that a document is wanted; it is made right after the commit."""
    s = o.scope
    if not may_ask(s.person, e.kind):
        require(s.person, Act.ASK_ANY_DOCUMENT)
        raise Problem("no_right", who=Role.PLAN_OWNER.label)
    about, named = _about(o, e.kind, e.about)
    request_id = reports.request(s.connection, _request(o, e.kind, about))
    note(o, "report:asked", request_id, kind=e.kind, round=about.code)
    return c.ReportAsked(request_id, title(e.kind, about, named))


def _about(o: From, kind: ReportKind, about: About) -> tuple[About, str]:
    """What a document is about, as it is kept, and its words; a Problem where it cannot be made. Nothing is gathered yet."""
    check_about(kind, about)
    s = o.scope
    year = about.fiscal_year
    if about.round and about.round.first_day > bangkok_day(s.now):
        raise Problem("round_not_begun", round=about.round.label)
    if kind.over is Over.DOCUMENT:
        submits, of = about.submits
        row = reports.latest(s.connection, s.agency_id, submits, of)
        if row is None:
            raise Problem("nothing_to_submit")
        return about, f"เสนอ{title(submits, of, row.named)}"
    if kind in {ReportKind.MEASURE_REPORT, ReportKind.SINGLE_MEASURE_REPORT}:
        if not [m for m in measures.of_year(s.connection, s.agency_id, year) if m.status == "active"]:
            raise Problem("no_measures", year=year)
        return about, f"{CLASSICAL[about.subject]} {about.label}" if about.subject else ""
    own = covering(plan.plan_of(s.connection, s.agency_id, year), year)
    if year not in own.years:
        raise Problem("year_outside_plan", first=own.first_year, last=own.last_year)
    if kind.over is Over.ITEM:
        item = plan.item(s.connection, s.agency_id, int(about.subject))
        if item is None:
            raise Problem("item_gone")
        require(s.person, Act.ASK_DOCUMENT, division_id=item.division_id)
        if item.status != "active":
            raise Problem("item_not_in_plan")
        return About(own.first_year, 0, about.subject), item.title
    if kind.over is Over.PLAN:
        return About(own.first_year), f"พ.ศ. {years_text(own.years)}"
    return about, ""


def _request(o: From, kind: ReportKind, about: About, report_id: int | None = None) -> dict[str, Any]:
    s = o.scope
    return {
        "agency_id": s.agency_id,
        "person_id": s.person.id,
        "kind": kind,
        **reports.place(about),
        "report_id": report_id,
        "channel": o.channel,
        "address": o.address,
        "inbox_id": o.inbox_id,
        "state": "new",
        "tries": 0,
        "created_at": s.now,
    }


def decide(o: From, e: c.Decide) -> c.Decided | ApproveAsked:
    """Submit, approve, return, undo, or ask the plan owner to submit one exact version."""
    s = o.scope
    report: Report | None = reports.one(s.connection, s.agency_id, e.report_id)
    if report is None:
        raise Problem("report_gone")
    check_version(report, e.version, s.person)
    demand(report, e.act, s.person, s.acting.approver_role, s.now)
    if e.act == "return" and not e.reason.strip():
        raise Problem("reason_wanted")
    odd: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    today = bangkok_day(s.now)
    if e.act in {"ask_submit", "submit", "approve"}:
        material = gathered(s.connection, s.agency_id, report.kind, report.about, today)
        if material.fingerprint != reports.fingerprint(s.connection, report.id):
            raise data_changed(report, s.person)
        found = material.odd(today)
        printed = (sentence for _, sentence in reports.printed(s.connection, report.id))
        odd, kept = (*printed, *(finding.sentence for finding in found)), material.kept(today)
        if e.act == "approve" and not e.sure:
            missing = [finding.sentence for finding in found if finding.code == "missing_result"]
            if why := (*report.early(today), *missing):
                return ApproveAsked(report, why)
    if e.act == "ask_submit" and reports.asked_already(s.connection, s.agency_id, report.id, s.person.id):
        raise Problem("already_asked")
    after = {
        "submit": ReportState.SUBMITTED,
        "approve": ReportState.APPROVED,
        "return": ReportState.RETURNED,
        "undo": ReportState.SUBMITTED,
    }.get(e.act)
    if after is not None:
        values: dict[str, Any] = {"state": after}
        if e.act == "submit":
            values["submitted_by"] = s.person.id
        if e.act == "undo":
            values["final_file"] = None
        if not reports.change(s.connection, s.agency_id, report.id, [report.state], values):
            raise Problem("already_decided", state=report.state.label)
        reports.decide(
            s.connection,
            {
                "agency_id": s.agency_id,
                "report_id": report.id,
                "level": 1,
                "decision": e.act,
                "reason": e.reason,
                "person_id": s.person.id,
                "position": s.person.position,
                "channel": o.channel,
                "at": s.now,
            },
        )
    if e.act == "approve":
        reports.request(s.connection, _request(o, report.kind, report.about, report.id))
    note(o, f"report:{e.act}", report.id, version=report.version)
    final_gone = e.act == "undo" and report.state is ReportState.APPROVED
    concerned = given_final(s, report) if final_gone else involved(s, report)
    approvers = approvers_of(s)
    joined = any(people.address_of(s.connection, person) for person in approvers)
    file = reports.file(s.connection, report.draft_file)
    return c.Decided(
        report=report,
        act=e.act,
        reason=e.reason,
        by_id=s.person.id,
        by=f"{s.person.name} {s.person.position}",
        approvers=approvers,
        owners=owners_of(s),
        concerned=tuple(person for person in concerned if person != s.person.id),
        findings=odd,
        kept=kept,
        agency=s.person.agency.name,
        sample=s.person.agency.sample,
        early=report.early(today),
        file=(file.id, file.name, file.size) if file else None,
        missing="" if joined else s.acting.approver_role.label,
    )


def waiting(s: Scope) -> tuple[Message, ...]:
    """The reports that wait for this person's word, each with its document: for who becomes an approver only now."""
    known = facts.given(s, None)
    messages: list[Message] = []
    for found in known["awaiting"]:
        if file := reports.file(s.connection, found.draft_file):
            messages.append(File(file.id, file.name, found.title, file.size))
        messages.append(report_card(found, known))
    return tuple(messages)


def retry_parked(o: From, e: c.RetryParked) -> c.Retried:
    """Open a parked message again."""
    require(o.scope.person, Act.PARKED)
    row = mail.reopen(o.scope.connection, o.scope.agency_id, e.inbox_id)
    if row is None:
        raise Problem("already_gone")
    note(o, "message:retried", e.inbox_id)
    return c.Retried(row.name, row.lane)
