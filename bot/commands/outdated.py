"""Documents that hold no longer once what they show has changed: which, and who hears of it. Of what a change may reach
(`bot.reporting.reach`), what still shows the same stays as it is.
"""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import select

from bot.commands.origin import From, asked_about, given_final, involved, note, owners_of
from bot.dialogs.reports import holds_again, outdated
from bot.domain import commands as c
from bot.domain import gallery as g
from bot.domain import plan_commands as p
from bot.domain.fiscal import bangkok_day, fiscal_year_of
from bot.domain.measures import CLASSICAL
from bot.domain.report import Report, ReportKind, ReportState
from bot.messages import Note
from bot.problems import Problem
from bot.reporting import reach
from bot.reporting.kinds import gathered
from bot.reporting.reach import ITEMS, PARTS, SHEETS, TABLES, Touched
from storage import reports
from storage.tables import quarter_result


def outdate(o: From, touched: Touched | None) -> None:
    """What was submitted or approved and no longer says what the data say is visibly reset, and the memo that submits it too.
    Everybody who holds it is told that it holds no longer, also who changed the data."""
    if touched is None:
        return
    s = o.scope
    reached = reach.standing(s.connection, s.agency_id, touched)
    gone = [report for report in reached if not _as_it_was(o, report)]
    submitted = {(report.kind, report.about) for report in gone}
    memos = reports.standing(s.connection, s.agency_id, [ReportKind.MEMO]) if submitted else []
    gone += [report for report in memos if report.about.submits in submitted and report not in gone]
    for report in gone:
        reports.change(s.connection, s.agency_id, report.id, [report.state], {"state": ReportState.SUPERSEDED})
        note(o, "report:outdated", report.id, version=report.version)
        approved = report.state is ReportState.APPROVED
        told = given_final(s, report) if approved else involved(s, report)
        owners, approvers = owners_of(s), asked_about(s, report)
        for person in dict.fromkeys((*told, s.person.id)):
            card = outdated(report, s.person.name, for_owner=person in owners, for_approver=person in approvers)
            o.notes.append(Note(person, message=card))
    lapsed = [each for each in reports.outdated(s.connection, s.agency_id) if each not in gone]
    again = [each for each in lapsed if touched.reaches(each) and _hold_again(o, each)]
    submitted = {(each.kind, each.about) for each in again}
    for memo in lapsed:
        if memo.kind is ReportKind.MEMO and memo.about.submits in submitted:
            _hold_again(o, memo)


def _hold_again(o: From, found: Report) -> bool:
    """Whether what was approved shows again what the data say: undoing a mistake costs no second approval."""
    s = o.scope
    if not _as_it_was(o, found):
        return False
    reports.change(s.connection, s.agency_id, found.id, [found.state], {"state": ReportState.APPROVED})
    note(o, "report:holds_again", found.id, version=found.version)
    for person in dict.fromkeys((*given_final(s, found), s.person.id)):
        o.notes.append(Note(person, message=holds_again(found, s.person.name)))
    return True


def _as_it_was(o: From, found: Report) -> bool:
    """Whether it still shows what the data say: somebody saved them as they were, or changed what it does not show."""
    s = o.scope
    try:
        now = gathered(s.connection, s.agency_id, found.kind, found.about, bangkok_day(s.now))
    except Problem:
        return False  # what it was about is no more
    return now.fingerprint == reports.fingerprint(s.connection, found.id)


# --- what a change is about -------------------------------------------------------------------------------------------------
def of_measures(fiscal_year: int, name: str = "", months: int = 0) -> Touched:
    """A year's measures, their analysis, or the result of one."""
    code = next((code for code, known in CLASSICAL.items() if known == name), "")
    return Touched(
        frozenset({ReportKind.MEASURE_REPORT, ReportKind.SINGLE_MEASURE_REPORT}),
        range(fiscal_year, fiscal_year + 1),
        subject=code,
        months=months,
    )


def after(o: From, command: Any, event: Any) -> None:
    """Once a command about the plan was done."""
    if about := _TOUCHES.get(type(command)):
        outdate(o, about(o, command, event))


def _of_item(o: From, item_id: int, kinds: frozenset[ReportKind] = ITEMS) -> Touched | None:
    return reach.of_item(o.scope.connection, o.scope.agency_id, item_id, bangkok_day(o.scope.now), kinds)


def _of_result(o: From, item_id: int, fiscal_year: int, quarter: int) -> Touched | None:
    found = _of_item(o, item_id, frozenset({ReportKind.FOLLOW_UP, ReportKind.YEARLY_REPORT}))
    return found and Touched(found.kinds, range(fiscal_year, fiscal_year + 1), months=6 if quarter < 3 else 12)


def _of_gallery(o: From, found: g.Gallery) -> Touched | None:
    return _of_result(o, found.item_id, found.quarter.fiscal_year, found.quarter.number)


def _of_row(o: From, command: c.Delete | c.Restore, event: Any) -> Touched | None:
    if command.what == "item":
        return _of_item(o, command.id)
    if command.what != "result":
        return None  # a measure's: its command knows more
    row = o.scope.connection.execute(
        select(quarter_result).where(quarter_result.c.id == command.id, quarter_result.c.agency_id == o.scope.agency_id)
    ).one()
    return _of_result(o, row.item_id, row.fiscal_year, row.quarter)


def _of_part(o: From, part: str, plan_id: int | None = None) -> Touched | None:
    return reach.of_part(o.scope.connection, o.scope.agency_id, part, bangkok_day(o.scope.now), plan_id)


def of_agency(o: From) -> Touched:
    """Its name, kind or digits stand in all documents; those of years long gone stay as they are."""
    today = bangkok_day(o.scope.now)
    this_year, years = fiscal_year_of(today), reach.plan_years(o.scope.connection, o.scope.agency_id, today)
    return Touched(frozenset(ReportKind), range(this_year - 1, max(this_year + 1, years.stop)), years, None)


def _undone(o: From, command: p.Undo, event: p.Undone) -> Touched | None:
    if event.what.startswith("sheet"):
        return _of_item(o, event.subject_id, SHEETS)
    if event.about:
        return reach.of_paperwork(event.what, event.about)
    return _of_part(o, event.what, event.subject_id) if event.what in PARTS else None


_TOUCHES: Final[dict[type[Any], Callable[[From, Any, Any], Touched | None]]] = {
    c.SaveItem: lambda o, e, done: _of_item(o, done.item_id),
    c.Accept: lambda o, e, done: _of_item(o, e.id) if e.what == "item" else None,
    c.Delete: _of_row,
    c.Restore: _of_row,
    c.RecordResult: lambda o, e, done: _of_result(o, e.item_id, e.quarter.fiscal_year, e.quarter.number),
    g.SaveCaption: lambda o, e, done: _of_gallery(o, done.gallery),
    g.DropPhoto: lambda o, e, done: _of_gallery(o, done.gallery),
    g.PutBackPhoto: lambda o, e, done: _of_gallery(o, done.gallery),
    p.SaveSection: lambda o, e, done: _of_item(o, e.item_id, SHEETS),
    p.CopySheet: lambda o, e, done: _of_item(o, e.item_id, SHEETS),
    p.MoveItem: lambda o, e, done: _of_item(o, e.item_id, TABLES),
    p.SaveRow: lambda o, e, done: _of_part(o, e.part),
    p.SavePaperwork: lambda o, e, done: reach.of_paperwork(e.what, e.about),
    p.Undo: _undone,
}
