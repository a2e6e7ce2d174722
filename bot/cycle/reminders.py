"""The reminders' tick: plans who is to be reminded today, and fires what is due.

A day's rows are planned in the night before it (what has not happened by then is missing), and fired when offices are
open: at most one message a person, which names what is missing at that very moment. Everything goes by the agency's own
clock, so that a sample agency's moved clock shows it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from bot.cycle.calendar import wanted_until, waves_between, working_time
from bot.dialogs.reminders import digest
from bot.domain.agency import Person
from bot.domain.due_days import DueDays
from bot.domain.duty import Duty, whose
from bot.domain.fiscal import Period, bangkok_day, parse_period
from bot.messages import dump
from storage import duties, mail, reminders
from storage.database import Record
from storage.reminders import Planned

Chat = tuple[str, str]
"""Channel and address."""

PLANNED_AT_ONCE: Final = 50
"""Agencies planned in one transaction; at one step a minute a country's 7,850 are planned before three."""
FIRED_AT_ONCE: Final = 100
"""Rows fired in one transaction, so that people who talk meanwhile hardly wait for it."""
MOVED_CLOCKS: Final = 50


def remind(connection: Connection, now: datetime) -> list[Chat]:
    """One bounded step of planning and firing. Gives the chats that have something to send now; call it again until it
    gives none."""
    told: list[Chat] = []
    for row in reminders.with_moved_clock(connection, MOVED_CLOCKS):
        local = now + timedelta(seconds=row.clock_shift)
        planned = _plan(connection, [row], bangkok_day(local))
        if (planned or (row.fire_at and row.fire_at <= local)) and working_time(local):
            told += _fire(connection, [row], local, now)
    today = bangkok_day(now)
    _plan(connection, reminders.to_plan(connection, today, PLANNED_AT_ONCE), today)
    due = reminders.to_fire(connection, now, FIRED_AT_ONCE)
    if due and working_time(now):
        told += _fire(connection, due, now, now)
    return told


# --- planning -------------------------------------------------------------------------------------------------------------
def _plan(connection: Connection, agencies: Iterable[Record], today: date) -> bool:
    """Write today's rows for the agencies that are not planned up to today, of several missed rules only the newest;
    whether there were any such agencies."""
    since = defaultdict[tuple[date, str], list[int]](list)
    for row in agencies:
        if row.remind_on <= today:
            since[row.remind_on, row.due_days].append(row.id)
    for (first, days), ids in since.items():
        if waves := waves_between(first, today, DueDays.parse(days)):
            todo = _by_person(connection, ids, {wave.period for wave in waves})
            reminders.plan(
                connection,
                [
                    Planned(person.agency.id, person.id, wave.rule, wave.period.code, wave.due_on, wave.at)
                    for person, missing in todo.values()
                    for wave in waves
                    if any(duty.period == wave.period for duty in missing)
                ],
            )
        reminders.planned_up_to(connection, ids, today + timedelta(days=1))
    return bool(since)


def _by_person(
    connection: Connection, agency_ids: Collection[int], periods: Collection[Period]
) -> dict[int, tuple[Person, list[Duty]]]:
    """The active people of these agencies by id, each with what is still to be recorded by them."""
    staff = duties.staff(connection, agency_ids)
    found: dict[int, tuple[Person, list[Duty]]] = {
        person.id: (person, []) for people in staff.values() for person in people
    }
    for duty in duties.missing(connection, agency_ids, periods):
        for person in whose(duty, staff[duty.agency_id]):
            found[person.id][1].append(duty)
    return found


# --- firing ---------------------------------------------------------------------------------------------------------------
def _fire(connection: Connection, agencies: Iterable[Record], local: datetime, now: datetime) -> list[Chat]:
    """Take what is due and write one message a person; the rows say what became of them."""
    days = {row.id: DueDays.parse(row.due_days) for row in agencies}
    rows = reminders.claim(connection, days, local) if days else ()
    if not rows:
        return []
    today = bangkok_day(local)
    ids = {row.agency_id for row in rows}
    wanted = {
        (row.agency_id, row.period)
        for row in rows
        if today <= wanted_until(parse_period(row.period), days[row.agency_id])
    }
    todo = _by_person(connection, ids, {parse_period(period) for _, period in wanted})
    addresses, quiet = reminders.addresses(connection, ids), reminders.quiet_on(connection, ids, today)
    became = defaultdict[tuple[str, str], list[int]](list)
    out = []
    for person_id, mine in _grouped(rows).items():
        newest = {row.period: row for row in sorted(mine, key=lambda row: int(row.rule))}
        person, missing = todo.get(person_id, (None, []))
        due = [
            (row.due_on, duty)
            for duty in missing
            if (row := newest.get(duty.period.code)) and (row.agency_id, row.period) in wanted
        ]
        still_due = {duty.period.code for _, duty in due}
        address = addresses.get(person_id)
        for row in mine:
            if row is not newest[row.period]:
                outcome = "skipped", "newer_rule"
            elif person is None:
                outcome = "skipped", "left"
            elif (row.agency_id, row.period) not in wanted:
                outcome = "skipped", "year_over"
            elif row.period not in still_due:
                outcome = "skipped", "nothing_missing"
            elif person_id in quiet:
                outcome = "skipped", "quiet"
            elif address is None:
                outcome = "skipped", "unreachable"
            else:
                outcome = "sent", ""
            became[outcome].append(row.id)
        if person and due and address and person_id not in quiet:
            card = digest(due, today, person)
            out.append((*address, person_id, dump(card)))
    for outcome, row_ids in became.items():
        reminders.became(connection, row_ids, *outcome)
    mail.put(connection, out, None, now)
    return [(channel, address) for channel, address, *_ in out]


def _grouped(rows: Iterable[Record]) -> Mapping[int, list[Any]]:
    """Rows by person."""
    grouped = defaultdict[int, list[Any]](list)
    for row in rows:
        grouped[row.person_id].append(row)
    return grouped
