"""Who is to be reminded of what on a day, and what becomes of each reminder: one answer for the tick that does it and for the
plan owner who wants to know beforehand. Set-based over a batch of agencies; nothing is written here."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection

from bot.cycle.calendar import Wave, asked_between, head_waves_between, opening, wanted_until, waves_between
from bot.domain.agency import Person, Role
from bot.domain.due_days import DueDays
from bot.domain.duty import Duty, whose
from bot.domain.fiscal import Period, bangkok_day, parse_period
from bot.domain.reminding import NEVER, Digest, Kind, Late, Waiting
from storage import approvals, duties, reminders
from storage.database import Record
from storage.reminders import Planned

Chat = tuple[str, str]
"""Channel and address."""
LOOKS_AFTER: Final = (Role.PLAN_OWNER, Role.CLERK)
"""Who hears of what others owe for too long."""
OF_A_PERSON: Final = ("muted", "quiet", "unreachable")
"""Why somebody is not told who would have been."""


@dataclass(slots=True)
class Todo:
    """What is open for one person."""

    person: Person
    own: list[Duty] = field(default_factory=list)
    late: list[tuple[Duty, tuple[Person, ...]]] = field(default_factory=list)
    """Duties of others that are overdue, with those others."""
    decide: list[Waiting] = field(default_factory=list)

    def codes(self, kind: Kind) -> set[str]:
        """The periods and reports of one kind, as rows name them."""
        match kind:
            case Kind.OWN:
                return {duty.period.code for duty in self.own}
            case Kind.LATE:
                return {duty.period.code for duty, _ in self.late}
            case Kind.DECIDE:
                return {report.code for report in self.decide}


@dataclass(frozen=True, slots=True)
class Settled:
    """What becomes of all that one person could be reminded of."""

    person: Person | None
    """None for who has left."""
    outcomes: tuple[tuple[Any, str], ...]
    """The rows, and why each is skipped (empty for what is told)."""
    digest: Digest
    """What is open of it, told or not."""
    chats: tuple[Chat, ...]
    """Where the person can be reached, first where it was last."""

    @property
    def why_not(self) -> str:
        """Why nothing is told, first of all for the person's sake; empty when something is."""
        whys = {why for _, why in self.outcomes}
        return "" if "" in whys else min(whys, key=lambda why: (why not in OF_A_PERSON, why))


def open_to(
    connection: Connection,
    agencies: Mapping[int, DueDays],
    periods: Collection[Period],
    reports: Iterable[approvals.Waiting],
    today: date,
) -> dict[int, Todo]:
    """The active people of these agencies by id, each with what is open to them of these periods and reports."""
    staff = duties.staff(connection, agencies)
    found = {person.id: Todo(person) for people in staff.values() for person in people}
    overdue = {(days, each) for days in set(agencies.values()) for each in periods if days.day(each) < today}
    for duty in duties.missing(connection, agencies, periods):
        people = staff[duty.agency_id]
        responsible = whose(duty, people)
        for person in responsible:
            found[person.id].own.append(duty)
        if (agencies[duty.agency_id], duty.period) in overdue:
            for person in people:
                if person.role in LOOKS_AFTER and person not in responsible:
                    found[person.id].late.append((duty, responsible))
    for report in reports:
        for person_id in found.keys() & set(report.people):
            found[person_id].decide.append(_asked(report))
    return found


def _asked(one: approvals.Waiting) -> Waiting:
    return Waiting(one.report.id, one.report.title, bangkok_day(one.since))


# --- planning -------------------------------------------------------------------------------------------------------------
def planned(connection: Connection, agencies: Iterable[Record], today: date) -> list[Planned]:
    """The rows to be written for agencies from the day each is to be planned from up to today: of several rules of a period
    that fall into that time only the newest."""
    since = defaultdict[tuple[date, str], list[int]](list)
    for row in agencies:
        if row.remind_on <= today:
            since[row.remind_on, row.due_days].append(row.id)
    rows: list[Planned] = []
    for (first, code), ids in since.items():
        days = DueDays.parse(code)
        own = {wave.period: wave for wave in waves_between(first, today, days)}
        head = {wave.period: wave for wave in head_waves_between(first, today, days)}
        waiting = approvals.waiting(connection, ids, today)
        asked = {
            _asked(one).code: again for one in waiting if (again := asked_between(_asked(one).since, first, today))
        }
        if not (own or head or asked):
            continue
        todo = open_to(connection, dict.fromkeys(ids, days), {*own, *head}, waiting, today)
        for each in todo.values():
            late = head if each.person.role is Role.CLERK else {k: w for k, w in own.items() if w.days > 0}
            rows += _of(each, Kind.OWN, own.values())
            rows += _of(each, Kind.LATE, late.values())
            for report in each.decide:
                if report.code not in asked:
                    continue
                waited, day = asked[report.code]
                rule = Kind.DECIDE.rule(waited)
                rows.append(
                    Planned(each.person.agency.id, each.person.id, rule, report.code, report.since, opening(day))
                )
    return rows


def _of(todo: Todo, kind: Kind, waves: Iterable[Wave]) -> Iterable[Planned]:
    codes = todo.codes(kind)
    for wave in waves:
        if wave.period.code in codes:
            rule, period = kind.rule(wave.days), wave.period.code
            yield Planned(todo.person.agency.id, todo.person.id, rule, period, wave.due_on, wave.at)


# --- firing ---------------------------------------------------------------------------------------------------------------
def settle(
    connection: Connection, rows: Iterable[Any], agencies: Mapping[int, DueDays], local: datetime
) -> list[Settled]:
    """What becomes of rows that are due at a moment, by person: of each kind and period the newest is told if something of
    it is still open then."""
    today = bangkok_day(local)
    rows = sorted(rows, key=lambda row: row.plan_at)
    by_person = defaultdict[int, list[Any]](list)
    for row in rows:
        by_person[row.person_id].append(row)
    due = {row.agency_id: agencies[row.agency_id] for row in rows}
    named = {(row.agency_id, row.period) for row in rows if not _decides(row)}
    wanted = {(id_, code) for id_, code in named if today <= wanted_until(parse_period(code), due[id_])}
    waiting = approvals.waiting(connection, due, today) if any(map(_decides, rows)) else []
    todo = open_to(connection, due, {parse_period(code) for _, code in wanted}, waiting, today)
    chats, quiet = reminders.addresses(connection, due), reminders.quiet_on(connection, due, today)
    found = []
    for person_id, mine in by_person.items():
        newest = {(Kind.of(row.rule), row.period): row for row in mine}
        each = todo.get(person_id)
        still = {key for key in newest if each and key[1] in each.codes(key[0])}
        outcomes = []
        for row in mine:
            key = Kind.of(row.rule), row.period
            if row is not newest[key]:
                why = "newer_rule"
            elif each is None:
                why = "left"
            elif not _decides(row) and (row.agency_id, row.period) not in wanted:
                why = "year_over"
            elif key not in still:
                why = "decided" if _decides(row) else "nothing_missing"
            elif person_id in quiet:
                why = "muted" if quiet[person_id] == NEVER else "quiet"
            else:
                why = "" if chats.get(person_id) else "unreachable"
            outcomes.append((row, why))
        digest = _digest(each, still, due[each.person.agency.id], quiet) if each else Digest()
        who = each.person if each else None
        found.append(Settled(who, tuple(outcomes), digest, tuple(chats.get(person_id, ()))))
    return found


def _decides(row: Any) -> bool:
    return Kind.of(row.rule) is Kind.DECIDE


def _digest(todo: Todo, wanted: Collection[tuple[Kind, str]], days: DueDays, quiet: Mapping[int, date]) -> Digest:
    """What of a person's things these rows are about, what is due first at the top."""
    periods = {duty.period for duty in (*todo.own, *(duty for duty, _ in todo.late))}
    due_on = {period.code: days.day(period) for period in periods}
    own = [(due_on[duty.period.code], duty) for duty in todo.own if (Kind.OWN, duty.period.code) in wanted]
    late = [
        Late(due_on[duty.period.code], duty, tuple((person.name, quiet.get(person.id) == NEVER) for person in people))
        for duty, people in todo.late
        if (Kind.LATE, duty.period.code) in wanted
    ]
    return Digest(
        tuple(sorted(own, key=lambda each: each[0])),
        tuple(report for report in todo.decide if (Kind.DECIDE, report.code) in wanted),
        tuple(sorted(late, key=lambda each: each.due_on)),
    )
