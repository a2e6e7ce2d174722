"""Deciding about a document: submit it, approve, send it back, undo; from level to level of the chain."""

from dataclasses import replace
from typing import Any

from bot.commands.marks import owners_of_marks
from bot.commands.origin import From, asked_about, given_final, involved, note, owners_of
from bot.commands.reports import request_of
from bot.domain.agency import Act, Role, require
from bot.domain.approval import Post, Reached, first_steps, office, own_post, reach
from bot.domain.decisions import ApproveAsked, Decide, Decided
from bot.domain.fiscal import bangkok_day
from bot.domain.marks import MOST, Marked, can_mark
from bot.domain.measures import CLASSICAL
from bot.domain.plan import covering
from bot.domain.report import (
    Over,
    Report,
    ReportKind,
    ReportState,
    check_level,
    check_version,
    data_changed,
    demand,
    submitter,
    undoable,
)
from bot.facts.scope import Scope
from bot.problems import Problem
from bot.reporting.kinds import gathered
from storage import approvals, marks, measures, people, plan, reports


def decide(o: From, e: Decide) -> Decided | ApproveAsked:
    """Submit, approve, return, undo, pass over who cannot be asked, or ask the plan owner to submit one exact version."""
    s = o.scope
    report = reports.one(s.connection, s.agency_id, e.report_id)
    if report is None:
        raise Problem("report_gone")
    check_version(report, e.version, s.person)
    if e.act == "approve":
        check_level(report, e.level)
    today = bangkok_day(s.now)
    posts = approvals.posts_of(s.connection, s.person, today)
    if e.act == "skip":
        _demand_skip(s, report)
    else:
        demand(report, e.act, s.person, posts, s.now)
    if e.act == "return" and not e.reason.strip():
        raise Problem("reason_wanted")
    odd: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    if e.act in {"ask_submit", "submit", "approve"}:
        material = gathered(s.connection, s.agency_id, report.kind, report.about, today)
        if material.fingerprint != reports.fingerprint(s.connection, report.id):
            raise data_changed(report, s.person)
        found = material.odd(today)
        printed = (sentence for _, sentence in reports.printed(s.connection, report.id))
        odd, kept = (*printed, *(finding.sentence for finding in found)), material.kept(today)
        changes = reports.changes(s.connection, report.id)
        about = (*material.summary, *(changes.lines if changes else ()))
        if e.act == "approve" and not e.sure:
            missing = [finding.sentence for finding in found if finding.code == "missing_result"]
            if why := (*report.early(today), *missing):
                return ApproveAsked(report, why)
    if e.act == "ask_submit":
        since = report.course.last.at if report.course.last else None
        if reports.asked_already(s.connection, s.agency_id, report.id, s.person.id, since):
            raise Problem("already_asked")
    capacity = ""
    if e.act != "ask_submit":
        capacity = _note_decision(o, e, report, posts)
    after = _moved_on(s, report, e.act)
    if after.state is ReportState.APPROVED and report.state is not ReportState.APPROVED:
        reports.request(s.connection, request_of(o, report.kind, report.about, report.id))
    marked = _marked(o, e, report)
    note(o, f"report:{e.act}", report.id, version=report.version)
    return replace(_told(o, e, report, after, capacity), findings=odd, kept=kept, about=about, marked=marked)


def _demand_skip(s: Scope, report: Report) -> None:
    """The plan owner goes on where nobody is left to ask; the last level has to be there."""
    require(s.person, Act.SUBMIT)
    if report.state is not ReportState.SUBMITTED:
        raise Problem("already_decided", state=report.state.label, report=report.id)
    if report.course.without(_reached(s, report)) == report.course.steps:
        raise Problem("not_skipped")


def _reached(s: Scope, report: Report) -> Reached:
    there = approvals.holders(s.connection, s.agency_id, bangkok_day(s.now))
    return reach(there, submitter(report, s.person.agency))


def _note_decision(o: From, e: Decide, report: Report, posts: tuple[Post, ...]) -> str:
    """Append what was decided, once for each post it counts for; whose place was taken, in words."""
    s, course = o.scope, report.course
    values: dict[str, Any] = {
        "agency_id": s.agency_id,
        "report_id": report.id,
        "level": course.level if course.steps else 1,
        "decision": e.act,
        "reason": e.reason,
        "person_id": s.person.id,
        "position": s.person.position,
        "channel": o.channel,
        "at": s.now,
    }
    if e.act == "undo":
        undone = undoable(report, s.person, posts)
        assert undone is not None  # or else it was refused
        reports.decide(s.connection, [{**values, "level": undone.level}])
        return undone.acting_for
    if e.act not in {"approve", "return"}:
        reports.decide(s.connection, [values])
        return ""
    mine = [post for post in course.open if post in posts]
    named = {number: name for step in course.steps for number, name in step.divisions}
    rows = [
        {
            **values,
            "division_id": post.division_id,
            "acting_for": ""
            if post == own_post(s.person)
            else office(s.person.agency, post, named.get(post.division_id or 0, "")),
        }
        for post in mine
    ]
    reports.decide(s.connection, rows if e.act == "approve" else rows[:1])
    return str(rows[0]["acting_for"])


def _moved_on(s: Scope, before: Report, act: str) -> Report:
    """Store where the version stands after a decision; the version as it is then."""
    values: dict[str, Any] = {}
    match act:
        case "submit":
            submitted = replace(before, submitted_by=s.person.id)
            levels = s.person.agency.levels
            divisions = _divisions(s, before) if Role.DIVISION_HEAD in levels else {}
            steps = first_steps(levels, divisions, _reached(s, submitted))
            values = {"state": ReportState.SUBMITTED, "submitted_by": s.person.id, "steps": [x.dump() for x in steps]}
        case "return":
            values = {"state": ReportState.RETURNED}
        case "undo":
            values = {"state": ReportState.SUBMITTED, "final_file": None}
        case "approve" | "skip":
            now = reports.one(s.connection, s.agency_id, before.id)
            assert now is not None  # it was there
            steps = now.course.without(_reached(s, now))
            done = replace(now.course, steps=steps).step is None
            values = {
                "state": ReportState.APPROVED if done else ReportState.SUBMITTED,
                "steps": [x.dump() for x in steps],
            }
    if values and not reports.change(s.connection, s.agency_id, before.id, [before.state], values):
        raise Problem("already_decided", state=before.state.label)
    after = reports.one(s.connection, s.agency_id, before.id)
    assert after is not None  # it was there
    return after


def _marked(o: From, e: Decide, report: Report) -> tuple[Marked, ...]:
    """Store which items are to be mended, or that none is any more; and by whom."""
    s = o.scope
    if e.act in {"submit", "undo"}:
        gone = [one.duty for one in marks.waiting(s.connection, s.agency_id) if one.report_id == report.id]
        marks.forget(s.connection, s.agency_id, report, s.now)
        return owners_of_marks(s, gone) if e.act == "undo" else ()
    if e.act != "return" or not e.marks:
        return ()
    if not can_mark(report):
        raise Problem("button_gone")
    shown = {marks.code(duty): duty for duty in marks.candidates(s.connection, s.agency_id, report)}
    if len(e.marks) > MOST or not set(e.marks) <= set(shown):
        raise Problem("button_gone")
    duties = [shown[code] for code in e.marks]
    marks.add(s.connection, report.id, s.person.id, duties, e.reason, s.now)
    return owners_of_marks(s, duties)


def _divisions(s: Scope, report: Report) -> dict[int, str]:
    """The divisions that have something in a document, with their names."""
    kind, about = report.about.submits if report.kind.over is Over.DOCUMENT else (report.kind, report.about)
    if kind in {ReportKind.ORDER, ReportKind.ANNOUNCEMENT}:
        return {}
    if kind in {ReportKind.MEASURE_REPORT, ReportKind.SINGLE_MEASURE_REPORT}:
        shown = [m for m in measures.of_year(s.connection, s.agency_id, about.fiscal_year) if m.status == "active"]
        mine = {each.division_id for each in shown if not about.subject or each.name == CLASSICAL[about.subject]}
    else:
        own = covering(plan.plan_of(s.connection, s.agency_id, about.fiscal_year), about.fiscal_year)
        items = [each for each in plan.items(s.connection, s.agency_id, own.id) if each.status == "active"]
        if about.subject:
            items = [each for each in items if each.id == int(about.subject)]
        elif kind.over is not Over.PLAN:
            items = [each for each in items if (year := each.years.get(about.fiscal_year)) and year.active]
        mine = {each.division_id for each in items}
    return {number: name for number, name in people.divisions(s.connection, s.agency_id) if number in mine}


def _told(o: From, e: Decide, before: Report, after: Report, capacity: str) -> Decided:
    """What is known of a decision, for who decided and for others."""
    s = o.scope
    there = approvals.holders(s.connection, s.agency_id, bangkok_day(s.now))
    again = submitter(after, s.person.agency)
    reached = reach(there, again)
    course = after.course if after.state is ReportState.SUBMITTED else replace(after.course, steps=())
    asked = tuple(dict.fromkeys(h.person_id for h in there if h.post in course.open and h.person_id != again))
    divisions = dict(course.step.divisions) if course.step else {}
    final_gone = e.act == "undo" and before.state is ReportState.APPROVED
    concerned = (*(given_final if final_gone else involved)(s, after), *asked_about(s, before))
    # Of those who were asked before, only the last word is news.
    if e.act in {"approve", "skip"} and after.state is ReportState.SUBMITTED:
        heard = asked_about(s, before, before.course.level - 1)
        concerned = tuple(person for person in concerned if person not in heard)
    file = reports.file(s.connection, before.draft_file)
    return Decided(
        report=after,
        act=e.act,
        reason=e.reason,
        by_id=s.person.id,
        by=" ".join(filter(None, (s.person.name, s.person.position, capacity and f"รักษาราชการแทน{capacity}"))),
        approvers=asked,
        acting={
            h.person_id: office(s.person.agency, h.post, divisions.get(h.post.division_id or 0, ""))
            for h in there
            if h.acting and h.post in course.open
        },
        asked_before=tuple(p for p in asked_about(s, after) if p not in asked),
        owners=owners_of(s),
        concerned=tuple(person for person in dict.fromkeys(concerned) if person != s.person.id),
        agency=s.person.agency.name,
        sample=s.person.agency.sample,
        early=before.early(bangkok_day(s.now)),
        file=(file.id, file.name, file.size) if file else None,
        missing=course.awaited if course.step and not any(map(reached, course.open)) else "",
        moved=after.course.level != before.course.level,
        final_gone=bool(final_gone and before.final_file),
    )
