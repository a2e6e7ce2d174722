"""The reporting cycle of one's agency: its days, its exceptions."""

from bot.commands.origin import From, note
from bot.cycle_facts import closed
from bot.domain import cycle as c
from bot.domain.agency import Act, require
from bot.domain.due_days import DueDays, Step
from bot.domain.fiscal import Period, Quarter, bangkok_day, fiscal_year_of
from bot.problems import Problem
from storage import cycle, people


def demand_open(o: From, period: Period) -> None:
    """Raise unless results of a period can be changed."""
    if closed(o.scope, period):
        raise Problem("period_locked", period=period.label, year=period.fiscal_year)


def move_due_day(o: From, e: c.MoveDueDay) -> c.DueDayMoved:
    """Let a step be due on another day of the year; reminders that are planned already keep their day."""
    s = o.scope
    require(s.person, Act.SETTINGS)
    people.lock(s.connection, s.agency_id)
    agency, _ = people.agency_of(s.connection, s.agency_id)
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
