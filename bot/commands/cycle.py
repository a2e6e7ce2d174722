"""The reporting cycle of one's agency: its days, its exceptions."""

from bot.commands.origin import From, note
from bot.domain import cycle as c
from bot.domain.agency import Act, require
from bot.domain.completeness import Nudge, Nudged, quarter_of
from bot.domain.due_days import DueDays, Step
from bot.domain.duty import whose
from bot.domain.fiscal import Period, Quarter, bangkok_day, fiscal_year_of
from bot.domain.round_reports import MakeReports, ReportsWanted, next_end
from bot.facts.cycle import closed, nudged
from bot.problems import Problem
from storage import completeness, cycle, people, reminders, round_reports
from storage.duties import staff


def demand_open(o: From, period: Period) -> None:
    """Raise unless results of a period can be changed."""
    if closed(o.scope, period):
        raise Problem("period_locked", period=period.label, year=period.fiscal_year)


def move_due_day(o: From, e: c.MoveDueDay) -> c.DueDayMoved:
    """Let a step be due on another day of the year; reminders that are planned already keep their day."""
    s = o.scope
    require(s.person, Act.SETTINGS)
    people.lock(s.connection, s.agency_id)
    agency = people.agency_of(s.connection, s.agency_id)
    after = DueDays.parse(agency.due_days).with_days([(e.months, e.step, (e.day.month, e.day.day))])
    people.change_agency(s.connection, s.agency_id, {"due_days": after.code})
    note(o, "calendar:changed", s.agency_id, due_days=[agency.due_days, after.code])
    year = fiscal_year_of(bangkok_day(s.now))
    return c.DueDayMoved(year, e.months, e.step, after.day(Quarter(year, e.months // 3), e.step))


def unlock(o: From, e: c.Unlock) -> c.Unlocked:
    """Open a closed quarter up to a day."""
    s = o.scope
    require(s.person, Act.SETTINGS)
    today, days = bangkok_day(s.now), DueDays.parse(s.person.agency.due_days)
    if today <= days.day(e.quarter, Step.LOCKED):
        raise Problem("period_open", period=e.quarter.label)
    if e.until < today:
        raise Problem("unlock_past")
    number = cycle.unlock(s.connection, s.agency_id, e.quarter.code, e.until, e.reason, s.person.id, s.now)
    note(o, "calendar:unlocked", number, period=e.quarter.code, until=e.until.isoformat())
    return c.Unlocked(e.quarter, e.until)


def make_reports(o: From, e: MakeReports) -> ReportsWanted:
    """Let reports be made by themselves from the next end of a round on, or no longer."""
    s = o.scope
    require(s.person, Act.SETTINGS)
    next_day = next_end(bangkok_day(s.now)) if e.wanted else None
    round_reports.made_up_to(s.connection, [s.agency_id], next_day)
    note(o, "reports:by_themselves" if e.wanted else "reports:on_request", s.agency_id)
    return ReportsWanted(next_day)


def nudge(o: From, e: Nudge) -> Nudged:
    """Ask whoever is to record a missing result. Who asks is told who was reached; nobody is asked twice a day for one."""
    s = o.scope
    require(s.person, Act.NUDGE)
    days = DueDays.parse(s.person.agency.due_days)
    expected = completeness.entries(s.connection, s.agency_id, [quarter_of(e.period)], days)
    found = (entry for entry in expected if (entry.duty.period, entry.duty.id) == (e.period, e.id))
    entry = next((entry for entry in found if entry.done_at is None), None)
    if entry is None:
        raise Problem("nothing_to_nudge")
    demand_open(o, e.period)
    if (e.what, e.id, e.period.code) in nudged(s):
        raise Problem("nudged_today")
    reachable = reminders.addresses(s.connection, [s.agency_id])
    told = tuple(
        who
        for who in whose(entry.duty, staff(s.connection, [s.agency_id])[s.agency_id])
        if who.id != s.person.id and who.id in reachable
    )
    if not told:
        raise Problem("nudge_nobody")
    note(o, f"{e.what}:nudged", e.id, period=e.period.code, told=[who.id for who in told])
    by = f"{s.person.name} ({s.person.role.label})"
    return Nudged(entry.duty, entry.due_on, bangkok_day(s.now), told, by, s.person.agency.sample)
