"""Reminders: whose agency is to be planned or has something to fire, and the rows that say what became of each. Set-based
over a batch of agencies; the moments are those of an agency's own clock."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, exists, func, insert, or_, select, tuple_, update

from bot.domain.reminding import quiet_until
from storage.database import Record
from storage.tables import UNFIRED, agency, binding, person, reminder


@dataclass(frozen=True, slots=True)
class Planned:
    """One row to be: remind a person of a period (or of a report that waits) by a rule."""

    agency_id: int
    person_id: int
    rule: str
    period: str
    due_on: date
    plan_at: datetime


_COLUMNS: Final = tuple(reminder.c[name] for name in ("id", *Planned.__slots__))


# --- which agencies -------------------------------------------------------------------------------------------------------
_AGENCY = select(agency.c.id, agency.c.remind_on, agency.c.due_days).with_for_update(key_share=True, skip_locked=True)
"""Whoever works on an agency's reminders holds its row: no other process does the same meanwhile."""


def to_plan(connection: Connection, today: date, limit: int) -> Sequence[Record]:
    """Agencies by the real clock whose reminders are not planned up to this day."""
    due = _AGENCY.where(agency.c.clock_shift == 0, agency.c.remind_on <= today)
    return connection.execute(due.order_by(agency.c.remind_on, agency.c.id).limit(limit)).all()


def to_fire(connection: Connection, now: datetime, limit: int) -> Sequence[Record]:
    """Agencies by the real clock with reminders that are due: as many as have about so many."""
    moved = exists().where(agency.c.id == reminder.c.agency_id, agency.c.clock_shift != 0)  # not joined: time leads
    due = (
        select(reminder.c.agency_id)
        .where(UNFIRED, reminder.c.plan_at <= now, ~moved)
        .order_by(reminder.c.plan_at)
        .limit(limit)
    )
    found = set(connection.scalars(due))
    return connection.execute(_AGENCY.where(agency.c.id.in_(found)).order_by(agency.c.id)).all() if found else []


def of_agency(connection: Connection, agency_id: int) -> Record:
    """One agency as it is to be planned."""
    row = select(agency.c.id, agency.c.remind_on, agency.c.due_days).where(agency.c.id == agency_id)
    return connection.execute(row).one()


def with_moved_clock(connection: Connection, limit: int) -> Sequence[Record]:
    """Sample agencies whose clock was moved, with the earliest moment for which something is still to fire."""
    first = select(func.min(reminder.c.plan_at)).where(reminder.c.agency_id == agency.c.id, UNFIRED).scalar_subquery()
    moved = or_(agency.c.clock_shift < 0, agency.c.clock_shift > 0)
    return connection.execute(
        _AGENCY.add_columns(agency.c.clock_shift, first.label("fire_at")).where(moved).limit(limit)
    ).all()


def planned_up_to(connection: Connection, agency_ids: Iterable[int], day: date) -> None:
    """What is before this day is planned."""
    connection.execute(update(agency).where(agency.c.id.in_(agency_ids)).values(remind_on=day))


# --- whom and where ---------------------------------------------------------------------------------------------------------
def quiet_on(connection: Connection, agency_ids: Collection[int], today: date) -> dict[int, date]:
    """Who of these agencies does not want to be reminded on a day, and until when."""
    mine = (person.c.agency_id.in_(agency_ids), person.c.quiet_until > today)
    rows = connection.execute(select(person.c.id, person.c.quiet_until).where(*mine))
    return {row.id: until for row in rows if (until := quiet_until(row.quiet_until, today))}


def addresses(connection: Connection, agency_ids: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """Channel and address where each person of these agencies can be reached: where they were seen last comes first."""
    rows = connection.execute(
        select(binding.c.person_id, binding.c.channel, binding.c.address)
        .join(person, person.c.id == binding.c.person_id)
        .where(person.c.agency_id.in_(agency_ids), binding.c.reachable)
        .order_by(binding.c.seen_at.desc().nulls_last(), binding.c.id)
    )
    found = defaultdict[int, list[tuple[str, str]]](list)
    for row in rows:
        found[row.person_id].append((row.channel, row.address))
    return found


# --- the rows ---------------------------------------------------------------------------------------------------------------
def plan(connection: Connection, rows: Sequence[Planned]) -> None:
    """Write the rows, but for those that are or were there: a clock set back reminds of nothing twice."""
    if new := not_yet(connection, rows):
        connection.execute(insert(reminder), [_values(row) for row in new])


def not_yet(connection: Connection, rows: Sequence[Planned]) -> list[Planned]:
    """Those of the rows that are not there yet: each once for its day."""
    if not rows:
        return []
    known = set[tuple[int, str, str, date | None]]()
    for row in connection.execute(
        select(*_COLUMNS, reminder.c.fired_at).where(
            reminder.c.agency_id.in_({row.agency_id for row in rows}),
            reminder.c.period.in_({row.period for row in rows}),
            reminder.c.rule.in_({row.rule for row in rows}),
        )
    ):
        known.add((row.person_id, row.rule, row.period, row.due_on if row.fired_at else None))
    return [
        row for row in rows if not known & {(row.person_id, row.rule, row.period, day) for day in (None, row.due_on)}
    ]


def _values(row: Planned | Record) -> dict[str, Any]:
    return {name: getattr(row, name) for name in Planned.__slots__}


def unfired(connection: Connection, agency_id: int, first: datetime, last: datetime) -> Sequence[Record]:
    """Rows of an agency that are to be fired between two moments."""
    between = reminder.c.plan_at.between(first, last)
    return connection.execute(select(*_COLUMNS).where(reminder.c.agency_id == agency_id, UNFIRED, between)).all()


def again(connection: Connection, agency_id: int, person_id: int, at: datetime) -> int:
    """Let somebody be reminded once more, at another time, of what the last message was about; of how much that was."""
    r = reminder.c
    mine = (r.agency_id == agency_id, r.person_id == person_id)
    told = (*mine, r.result == "sent")
    last = select(func.max(r.fired_at)).where(*told).scalar_subquery()
    rows = connection.execute(select(*_COLUMNS).where(*told, r.fired_at == last)).all()
    waits = {(row.rule, row.period): row.id for row in connection.execute(select(*_COLUMNS).where(*mine, UNFIRED))}
    same = [waits[row.rule, row.period] for row in rows if (row.rule, row.period) in waits]
    new = [{**_values(row), "plan_at": at} for row in rows if (row.rule, row.period) not in waits]
    connection.execute(update(reminder).where(r.id.in_(same)).values(plan_at=at))
    if new:
        connection.execute(insert(reminder), new)
    return len(rows)


def claim(connection: Connection, agency_ids: Collection[int], now: datetime) -> Sequence[Record]:
    """Take all that is due in these agencies; who takes a row fires it, nobody else."""
    return connection.execute(
        update(reminder)
        .where(reminder.c.agency_id.in_(agency_ids), reminder.c.plan_at <= now, reminder.c.fired_at.is_(None))
        .values(fired_at=now)
        .returning(*_COLUMNS)
    ).all()


def not_said(connection: Connection, messages: Iterable[Record]) -> None:
    """The rows of these messages (`person_id`, `created_at`) were fired in vain."""
    told = tuple_(reminder.c.person_id, reminder.c.fired_at)
    values = [(row.person_id, row.created_at) for row in messages]
    if values:
        fired = update(reminder).where(told.in_(values), reminder.c.result == "sent")
        connection.execute(fired.values(result="skipped", why="overtaken"))


def became(connection: Connection, ids: Collection[int], outcome: str, why: str = "") -> None:
    """What became of fired rows: sent, or skipped and why."""
    connection.execute(update(reminder).where(reminder.c.id.in_(ids)).values(result=outcome, why=why))
