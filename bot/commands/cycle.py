"""The reporting cycle of one's agency: its days, its exceptions."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from bot.commands.origin import From, note
from bot.domain import cycle as c
from bot.domain.agency import Act, Person, require
from bot.domain.completeness import Entry, Nudge, NudgeAll, Nudged, quarter_of
from bot.domain.due_days import DueDays, Step
from bot.domain.duty import Duty, whose
from bot.domain.fiscal import Period, Quarter, bangkok_day, fiscal_year_of
from bot.domain.round_reports import MakeReports, ReportsWanted, next_end
from bot.facts.cycle import closed, nudged
from bot.facts.scope import Scope
from bot.problems import Problem
from storage import completeness, cycle, people, reminders, round_reports
from storage.duties import staff


def demand_open(o: From, period: Period) -> None:
    """Raise unless results of a period can be changed."""
    if closed(o.scope, period):
        raise _locked(period)


def _locked(period: Period) -> Problem:
    return Problem("period_locked", period=period.label, year=period.fiscal_year)


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
    return nudge_all(o, NudgeAll((e,)))


def nudge_all(o: From, e: NudgeAll) -> Nudged:
    """The same for several, with one message a person; what nobody can be asked for is left out, if not all of it is."""
    s = o.scope
    require(s.person, Act.NUDGE)
    missing = _missing(s, {one.period for one in e.of})
    shut = {period for period in {one.period for one in e.of} if closed(s, period)}
    asked, reachable = nudged(s), reminders.addresses(s.connection, [s.agency_id])
    people = staff(s.connection, [s.agency_id])[s.agency_id]
    told: dict[Person, list[tuple[date, Duty]]] = {}
    problems = []
    for one in e.of:
        entry = missing.get((one.period, one.id))
        if entry is None:
            problems.append(Problem("nothing_to_nudge"))
            continue
        who = [each for each in whose(entry.duty, people) if each.id != s.person.id and each.id in reachable]
        if one.period in shut:
            problems.append(_locked(one.period))
        elif (one.what, one.id, one.period.code) in asked:
            problems.append(Problem("nudged_today"))
        elif not who:
            problems.append(Problem("nudge_nobody"))
        else:
            note(o, f"{one.what}:nudged", one.id, period=one.period.code, told=[each.id for each in who])
            for each in who:
                told.setdefault(each, []).append((entry.due_on, entry.duty))
    if not told:
        raise problems[0] if problems else Problem("nothing_to_nudge")
    by = f"{s.person.name} ({s.person.role.label})"
    people_asked = tuple((person, tuple(sorted(due, key=lambda each: each[0]))) for person, due in told.items())
    return Nudged(people_asked, len(problems), bangkok_day(s.now), by, s.person.agency.sample)


def _missing(s: Scope, periods: Collection[Period]) -> dict[tuple[Period, int], Entry]:
    """What is missing of these periods, by period and number."""
    days = DueDays.parse(s.person.agency.due_days)
    of_year = defaultdict[int, list[Quarter]](list)
    for quarter in sorted({quarter_of(period) for period in periods}):
        of_year[quarter.fiscal_year].append(quarter)
    return {
        (entry.duty.period, entry.duty.id): entry
        for quarters in of_year.values()
        for entry in completeness.entries(s.connection, s.agency_id, quarters, days)
        if entry.done_at is None
    }
