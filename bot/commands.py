"""One function a command: load → rule of the domain → store → audit. Rights are checked here, whatever a button said.

A `Problem` raised here undoes only the command; the conversation stays where it was.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import insert, update

from bot.domain import commands as c
from bot.domain.agency import Act, Role, may, only_as_draft, require
from bot.domain.fiscal import Quarter, Round, bangkok_day, quarters_to_record, rounds_to_record
from bot.domain.plan import OpenResult, State
from bot.domain.report import Report, ReportState, check_version, demand
from bot.facts import Scope, framework_of
from bot.messages import Button, Card, Note
from bot.papers import fingerprint_now
from bot.problems import Problem
from storage import evidence, mail, measures, people, plan, reports
from storage.tables import audit, measure, measure_result, plan_item, quarter_result


@dataclass(frozen=True, slots=True)
class From:
    """Where a command came from."""

    scope: Scope
    channel: str
    address: str
    notes: list[Note]
    """Messages to others that a command adds itself."""


def run(command: Any, origin: From) -> Any:
    """Run one command in the current transaction; the event it led to."""
    return _COMMANDS[type(command)](origin, command)


def note(origin: From, act: str, subject_id: int | None, **details: Any) -> None:
    """Append to the audit: "who:what:did"."""
    s = origin.scope
    s.connection.execute(
        insert(audit).values(
            agency_id=s.agency_id,
            person_id=s.person.id,
            act=f"{s.person.role}:{act}",
            subject_id=subject_id,
            details=details,
            channel=origin.channel,
            at=s.now,
        )
    )


def owners_of(scope: Scope) -> tuple[int, ...]:
    """The plan owners of the agency."""
    return tuple(people.with_roles(scope.connection, scope.agency_id, [Role.PLAN_OWNER]))


def _told_of_changes(scope: Scope) -> tuple[int, ...]:
    """The plan owners, when somebody changes the plan whose word is only a draft."""
    return owners_of(scope) if only_as_draft(scope.person, Act.CHANGE_PLAN) else ()


# --- plan and results -----------------------------------------------------------------------------------------------------
def save_item(o: From, e: c.SaveItem) -> c.ItemSaved:
    """Add or mend a plan item; an officer's new item is a draft until the plan owner takes it in."""
    s = o.scope
    if all(division != e.division_id for division, _ in people.divisions(s.connection, s.agency_id)):
        raise Problem("not_yours")
    require(s.person, Act.CHANGE_PLAN, division_id=e.division_id)
    before = plan.item(s.connection, s.agency_id, e.item_id) if e.item_id else None
    if e.item_id and before is None:
        raise Problem("item_gone")
    if before:
        require(s.person, Act.CHANGE_PLAN, division_id=before.division_id)
    current = plan.plan_of(s.connection, s.agency_id, _year(s))
    if current is None:
        raise Problem("no_plan")
    framework = framework_of(current.framework)
    try:
        framework.mission(e.mission)
        if e.sub_mission:
            framework.sub_mission(e.sub_mission)
    except KeyError:
        raise Problem("no_such_mission") from None
    if not set(e.amounts) <= set(current.years):
        raise Problem("year_outside_plan", first=current.first_year, last=current.last_year)
    draft = only_as_draft(s.person, Act.CHANGE_PLAN) if before is None else before.status == "draft"
    values: dict[str, Any] = {
        "mission": e.mission,
        "sub_mission": e.sub_mission,
        "kind": e.kind.value,
        "title": e.title,
        "target_group": e.target_group,
        "first_day": e.period[0],
        "last_day": e.period[1],
        "division_id": e.division_id,
        "outputs": list(e.outputs),
        "outcomes": list(e.outcomes),
        "status": "draft" if draft else "active",
    }
    if before is None:
        officer = s.person.id if s.person.role is Role.OFFICER else None
        values |= {"plan_id": current.id, "officer_id": officer}
    item_id = plan.save_item(s.connection, s.agency_id, values, e.amounts, current.years, e.item_id, e.version)
    note(o, "item:added" if before is None else "item:changed", item_id)
    return c.ItemSaved(
        item_id, e.title, before is None, draft, _next(o, item_id)[0], _told_of_changes(s), s.person.name
    )


def record_result(o: From, e: c.RecordResult) -> c.ResultRecorded:
    """Record or mend one item's quarter."""
    s = o.scope
    item = plan.item(s.connection, s.agency_id, e.item_id)
    if item is None:
        raise Problem("item_gone")
    require(s.person, Act.RECORD_RESULT, division_id=item.division_id)
    if not item.active_in(e.quarter.fiscal_year):
        raise Problem("not_active", year=e.quarter.fiscal_year)
    if e.quarter.first_day > bangkok_day(s.now):
        raise Problem("quarter_not_open", quarter=e.quarter.label)
    started = e.state in {State.IN_PROGRESS, State.DONE}
    values = {
        "state": e.state.value,
        "reason": e.reason.value if e.reason else "",
        "reason_text": e.reason_text,
        "done": e.done,
        "disbursed": e.disbursed if started else None,
        "output": e.output,
        "outcome": e.outcome,
        "more": dict(e.more),
        "kept": list(e.kept),
        "reporter_id": s.person.id,
        "recorded_at": s.now,
    }
    result_id, new = plan.save_result(s.connection, s.agency_id, item.id, e.quarter, values, e.version)
    pending = evidence.attach(s.connection, s.agency_id, "quarter_result", result_id, e.media)
    note(o, "result:recorded" if new else "result:changed", result_id, quarter=e.quarter.code, state=e.state.value)
    following, left = _next(o)
    return c.ResultRecorded(result_id, item.id, item.title, e.quarter, e.state, new, pending, following, left)


def _next(o: From, item_id: int | None = None) -> tuple[OpenResult | None, int]:
    """The next open result for this person (of one item if named), and how many are left."""
    s = o.scope
    quarters: Sequence[Quarter] = quarters_to_record(bangkok_day(s.now))
    found = plan.open_results(s.connection, s.agency_id, quarters, s.own_division)
    if not may(s.person, Act.RECORD_RESULT):
        return None, 0
    if item_id is not None:
        found = [f for f in found if f.item_id == item_id]
    return (found[0] if found else None), len(found)


# --- measures ---------------------------------------------------------------------------------------------------------------
def save_measure(o: From, e: c.SaveMeasure) -> c.MeasureSaved:
    """Add or mend a measure. Its officers are those of the division that its owner names, else of who added it."""
    s = o.scope
    before = measures.one(s.connection, s.agency_id, e.measure_id) if e.measure_id else None
    if e.measure_id and before is None:
        raise Problem("measure_gone")
    named = next((i for i, name in people.divisions(s.connection, s.agency_id) if name == e.owner), None)
    division = named or (before.division_id if before else s.person.division_id)
    require(s.person, Act.CHANGE_PLAN, division_id=division)
    if before:
        require(s.person, Act.CHANGE_PLAN, division_id=before.division_id)
    same = [m for m in measures.of_year(s.connection, s.agency_id, e.fiscal_year) if m.name == e.name]
    if any(m.id != e.measure_id for m in same):
        raise Problem("measure_twice", name=e.name)
    draft = only_as_draft(s.person, Act.CHANGE_PLAN) if before is None else before.status == "draft"
    values = {
        "fiscal_year": e.fiscal_year,
        "status": "draft" if draft else "active",
        "name": e.name,
        "practices": list(e.practices),
        "procedure": list(e.procedure),
        "owner": e.owner,
        "division_id": division,
        "monitoring": e.monitoring,
        "rounds": list(e.rounds),
    }
    measure_id = measures.save(s.connection, s.agency_id, values, e.measure_id, e.version)
    note(o, "measure:added" if before is None else "measure:changed", measure_id)
    _outdate(o, e.fiscal_year)
    return c.MeasureSaved(measure_id, e.name, e.fiscal_year, before is None, draft, _told_of_changes(s), s.person.name)


def save_analysis(o: From, e: c.SaveAnalysis) -> c.AnalysisSaved:
    """Write down the ITA analysis of a fiscal year."""
    s = o.scope
    require(s.person, Act.CHANGE_PLAN)
    values = {
        "analysed_year": e.analysed_year,
        "urgent": list(e.urgent),
        "improve": list(e.improve),
        "actions": list(e.actions),
    }
    measures.save_analysis(s.connection, s.agency_id, e.fiscal_year, values, e.version)
    note(o, "analysis:saved", e.fiscal_year)
    _outdate(o, e.fiscal_year)
    return c.AnalysisSaved(e.fiscal_year)


def record_measure_result(o: From, e: c.RecordMeasureResult) -> c.MeasureResultRecorded:
    """Record or mend one measure's round."""
    s = o.scope
    found = measures.one(s.connection, s.agency_id, e.measure_id)
    if found is None:
        raise Problem("measure_gone")
    require(s.person, Act.RECORD_RESULT, division_id=found.division_id)
    if e.round.fiscal_year != found.fiscal_year or e.round.months not in found.rounds:
        raise Problem("round_not_reported", round=e.round.label)
    values = {
        "details": list(e.details),
        "first_day": e.period[0],
        "last_day": e.period[1],
        "output": e.output,
        "outcome": e.outcome,
        "note": e.note,
        "problem": e.problem,
        "suggestion": e.suggestion,
        "kept": list(e.kept),
        "reporter_id": s.person.id,
        "recorded_at": s.now,
    }
    result_id, new = measures.save_result(s.connection, s.agency_id, found.id, e.round.months, values, e.version)
    pending = evidence.attach(s.connection, s.agency_id, "measure_result", result_id, e.media)
    note(o, "mresult:recorded" if new else "mresult:changed", result_id, round=e.round.code)
    _outdate(o, found.fiscal_year)
    rounds: Sequence[Round] = rounds_to_record(bangkok_day(s.now))
    left = measures.open_results(s.connection, s.agency_id, rounds, s.own_division)
    following = left[0] if left else None
    return c.MeasureResultRecorded(result_id, found.id, found.name, e.round, new, pending, following, len(left))


def _outdate(o: From, fiscal_year: int) -> None:
    """What was submitted or approved and no longer says what the data say is visibly reset, and people are told."""
    s = o.scope
    for report in reports.standing(s.connection, s.agency_id, fiscal_year):
        if fingerprint_now(s.connection, s.agency_id, report.round) == reports.fingerprint(s.connection, report.id):
            continue
        reports.change(s.connection, s.agency_id, report.id, [report.state], {"state": ReportState.SUPERSEDED})
        note(o, "report:outdated", report.id, version=report.version)
        lines = (f"ฉบับที่ {report.version}", f"{s.person.name} แก้ไขข้อมูลหลังจัดทำ กรุณาขอฉบับใหม่")
        again = Button("ขอฉบับใหม่", f"o.ask_report.{report.kind}.{report.round.code}", "primary")
        told = dict.fromkeys((report.requested_by, *owners_of(s), *_approvers(s)))
        card = Card(report.title, lines, ReportState.SUPERSEDED.label, buttons=(again,))
        o.notes.extend(Note(person, message=card) for person in told if person != s.person.id)


# --- deleting and keeping -----------------------------------------------------------------------------------------------------
_IN_REPORT: Final = frozenset({"measure", "mresult"})
"""What measure reports show: changing it resets those of the fiscal year."""
_TABLES: Final = {"item": plan_item, "result": quarter_result, "measure": measure, "mresult": measure_result}


def _target(o: From, what: str, row_id: int) -> tuple[dict[str, Any], str]:
    """The row to delete or restore (deleted or not), with its title; the right is checked here. A measure's result
    carries the fiscal year of its measure."""
    s, table = o.scope, _TABLES[what]
    row = s.connection.execute(table.select().where(table.c.id == row_id, table.c.agency_id == s.agency_id)).first()
    if row is None:
        raise Problem("already_gone")
    values = dict(row._mapping)
    if what == "item":
        title, division, act = row.title, row.division_id, Act.CHANGE_PLAN
    elif what == "measure":
        title, division, act = row.name, row.division_id, Act.CHANGE_PLAN
    else:
        parent, key = (plan_item, row.item_id) if what == "result" else (measure, row.measure_id)
        owner = s.connection.execute(parent.select().where(parent.c.id == key)).one()
        if what == "result":
            title = f"{owner.title} {Quarter(row.fiscal_year, row.quarter).label}"
        else:
            title = f"{owner.name} {Round(owner.fiscal_year, row.round).label}"
            values["fiscal_year"] = owner.fiscal_year
        division, act = owner.division_id, Act.RECORD_RESULT
    require(s.person, act, division_id=division)
    if act is Act.CHANGE_PLAN and row.status != "draft" and only_as_draft(s.person, act):
        raise Problem("no_right", who=Role.PLAN_OWNER.label)
    return values, title


def delete(o: From, e: c.Delete) -> c.Deleted:
    """Take something out; it stays in the table and can be brought back."""
    row, title = _target(o, e.what, e.id)
    if not plan.set_deleted(o.scope.connection, _TABLES[e.what], o.scope.agency_id, e.id, o.scope.now):
        raise Problem("already_gone")
    note(o, f"{e.what}:deleted", e.id)
    if e.what in _IN_REPORT:
        _outdate(o, row["fiscal_year"])
    return c.Deleted(e.what, e.id, title)


def restore(o: From, e: c.Restore) -> c.Restored:
    """Bring back what was deleted, unless something took its place."""
    s = o.scope
    values, title = _target(o, e.what, e.id)
    if values["deleted_at"] is None:
        raise Problem("already_back")
    if e.what == "result" and plan.result(
        s.connection, s.agency_id, values["item_id"], Quarter(values["fiscal_year"], values["quarter"])
    ):
        raise Problem("place_taken")
    if e.what == "mresult" and measures.result(s.connection, s.agency_id, values["measure_id"], values["round"]):
        raise Problem("place_taken")
    if e.what == "measure" and any(
        m.name == title for m in measures.of_year(s.connection, s.agency_id, values["fiscal_year"])
    ):
        raise Problem("place_taken")
    if not plan.set_deleted(s.connection, _TABLES[e.what], s.agency_id, e.id, None):
        raise Problem("already_back")
    note(o, f"{e.what}:restored", e.id)
    if e.what in _IN_REPORT:
        _outdate(o, values["fiscal_year"])
    return c.Restored(e.what, e.id, title)


def accept(o: From, e: c.Accept) -> c.Accepted:
    """The plan owner takes an officer's draft in."""
    s = o.scope
    require(s.person, Act.SUBMIT)
    table = {"item": plan_item, "measure": measure}[e.what]
    row = s.connection.execute(
        table.select().where(table.c.id == e.id, table.c.agency_id == s.agency_id, table.c.deleted_at.is_(None))
    ).first()
    if row is None:
        raise Problem("already_gone")
    if row.status != "draft":
        raise Problem("already_accepted")
    s.connection.execute(update(table).where(table.c.id == e.id).values(status="active", version=table.c.version + 1))
    note(o, f"{e.what}:accepted", e.id)
    if e.what == "measure":
        _outdate(o, row.fiscal_year)
        return c.Accepted(e.what, row.name, None)
    return c.Accepted(e.what, row.title, row.officer_id)


def keep(o: From, e: c.Keep) -> c.Kept:
    """Leave a doubtful value as it is, on purpose; it is no longer listed beside the report."""
    s = o.scope
    found = measures.result_by_id(s.connection, s.agency_id, e.result_id)
    if found is None:
        raise Problem("already_gone")
    parent = measures.one(s.connection, s.agency_id, found.measure_id)
    if parent is None:
        raise Problem("measure_gone")
    require(s.person, Act.RECORD_RESULT, division_id=parent.division_id)
    kept = list(dict.fromkeys((*found.kept, e.code)))
    s.connection.execute(update(measure_result).where(measure_result.c.id == found.id).values(kept=kept))
    note(o, "mresult:kept", found.id, code=e.code)
    return c.Kept(e.code, Round(parent.fiscal_year, found.round))


# --- reports --------------------------------------------------------------------------------------------------------------------
def ask_report(o: From, e: c.AskReport) -> c.ReportAsked:
    """Note that a document is wanted; it is made right after the commit."""
    s = o.scope
    require(s.person, Act.ASK_DOCUMENT)
    if e.round.first_day > bangkok_day(s.now):
        raise Problem("round_not_begun", round=e.round.label)
    if not [m for m in measures.of_year(s.connection, s.agency_id, e.round.fiscal_year) if m.status == "active"]:
        raise Problem("no_measures", year=e.round.fiscal_year)
    request_id = reports.request(
        s.connection,
        {
            "agency_id": s.agency_id,
            "person_id": s.person.id,
            "kind": e.kind,
            "fiscal_year": e.round.fiscal_year,
            "round": e.round.months,
            "report_id": None,
            "channel": o.channel,
            "address": o.address,
            "state": "new",
            "tries": 0,
            "created_at": s.now,
        },
    )
    note(o, "report:asked", request_id, kind=e.kind, round=e.round.code)
    return c.ReportAsked(request_id, e.kind, e.round)


def _approvers(s: Scope) -> tuple[int, ...]:
    return tuple(people.with_roles(s.connection, s.agency_id, [s.acting.approver_role]))


def decide(o: From, e: c.Decide) -> c.Decided:
    """Submit, approve, return, undo, or ask the plan owner to submit one exact version."""
    s = o.scope
    report: Report | None = reports.one(s.connection, s.agency_id, e.report_id)
    if report is None:
        raise Problem("report_gone")
    check_version(report, e.version)
    demand(report, e.act, s.person, s.acting.approver_role, s.now)
    if e.act == "return" and not e.reason.strip():
        raise Problem("reason_wanted")
    if e.act in {"submit", "approve"} and fingerprint_now(
        s.connection, s.agency_id, report.round
    ) != reports.fingerprint(s.connection, report.id):
        raise Problem("data_changed")
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
                "channel": o.channel,
                "at": s.now,
            },
        )
    if e.act == "approve":
        reports.request(
            s.connection,
            {
                "agency_id": s.agency_id,
                "person_id": s.person.id,
                "kind": report.kind,
                "fiscal_year": report.round.fiscal_year,
                "round": report.round.months,
                "report_id": report.id,
                "channel": o.channel,
                "address": o.address,
                "state": "new",
                "tries": 0,
                "created_at": s.now,
            },
        )
    note(o, f"report:{e.act}", report.id, version=report.version)
    file = reports.file(s.connection, report.draft_file)
    return c.Decided(
        report=report,
        act=e.act,
        reason=e.reason,
        by_id=s.person.id,
        by=f"{s.person.name} ({s.person.position})",
        approvers=_approvers(s),
        owners=owners_of(s),
        requester=report.requested_by,
        findings=reports.findings_count(s.connection, report.id),
        agency=s.person.agency.name,
        sample=s.person.agency.sample,
        file=(file.id, file.name, file.size) if file else None,
    )


def retry_parked(o: From, e: c.RetryParked) -> c.Retried:
    """Open a parked message again."""
    require(o.scope.person, Act.PARKED)
    row = mail.reopen(o.scope.connection, o.scope.agency_id, e.inbox_id)
    if row is None:
        raise Problem("already_gone")
    note(o, "message:retried", e.inbox_id)
    return c.Retried(row.name, row.lane)


def _year(s: Scope) -> int:
    return Quarter.of(bangkok_day(s.now)).fiscal_year


_COMMANDS: Final[dict[type[Any], Callable[[From, Any], Any]]] = {
    c.SaveItem: save_item,
    c.RecordResult: record_result,
    c.SaveMeasure: save_measure,
    c.SaveAnalysis: save_analysis,
    c.RecordMeasureResult: record_measure_result,
    c.Delete: delete,
    c.Restore: restore,
    c.Accept: accept,
    c.Keep: keep,
    c.AskReport: ask_report,
    c.Decide: decide,
    c.RetryParked: retry_parked,
}
