"""Reminders: whose agency is to be planned or has something to fire, and the rows that say what became of each. Set-based
over a batch of agencies; the moments are those of an agency's own clock."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, or_, select, update

from storage.database import Record
from storage.tables import UNFIRED, agency, binding, person, reminder


@dataclass(frozen=True, slots=True)
class Planned:
    """One row to be: remind a person of a period by a rule."""

    agency_id: int
    person_id: int
    rule: str
    period: str
    due_on: date
    plan_at: datetime


# --- which agencies -------------------------------------------------------------------------------------------------------
_AGENCY = select(agency.c.id, agency.c.remind_on, agency.c.due_days).with_for_update(key_share=True, skip_locked=True)
"""Whoever works on an agency's reminders holds its row: no other process does the same meanwhile."""


def to_plan(connection: Connection, today: date, limit: int) -> Sequence[Record]:
    """Agencies by the real clock whose reminders are not planned up to this day."""
    due = _AGENCY.where(agency.c.clock_shift == 0, agency.c.remind_on <= today)
    return connection.execute(due.order_by(agency.c.remind_on, agency.c.id).limit(limit)).all()


def to_fire(connection: Connection, now: datetime, limit: int) -> Sequence[Record]:
    """Agencies by the real clock with reminders that are due: as many as have about so many."""
    due = (
        select(reminder.c.agency_id)
        .join(agency, agency.c.id == reminder.c.agency_id)
        .where(UNFIRED, reminder.c.plan_at <= now, agency.c.clock_shift == 0)
        .order_by(reminder.c.plan_at, reminder.c.id)
        .limit(limit)
    )
    found = set(connection.scalars(due))
    return connection.execute(_AGENCY.where(agency.c.id.in_(found)).order_by(agency.c.id)).all() if found else []


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


def quiet_on(connection: Connection, agency_ids: Collection[int], today: date) -> set[int]:
    """Who of these agencies does not want to be reminded on a day."""
    mine = (person.c.agency_id.in_(agency_ids), person.c.quiet_until > today)
    return set(connection.scalars(select(person.c.id).where(*mine)))


def addresses(connection: Connection, agency_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Channel and address where each person of these agencies was seen last and can be reached."""
    rows = connection.execute(
        select(binding.c.person_id, binding.c.channel, binding.c.address)
        .join(person, person.c.id == binding.c.person_id)
        .where(person.c.agency_id.in_(agency_ids), binding.c.reachable)
        .order_by(binding.c.seen_at.desc().nulls_last(), binding.c.id)
    )
    found: dict[int, tuple[str, str]] = {}
    for row in rows:
        found.setdefault(row.person_id, (row.channel, row.address))
    return found


# --- the rows ---------------------------------------------------------------------------------------------------------------
def plan(connection: Connection, rows: Sequence[Planned]) -> None:
    """Write the rows, but for those that are or were there: a clock set back reminds of nothing twice."""
    known = {
        (row.person_id, row.rule, row.period)
        for row in connection.execute(
            select(reminder.c.person_id, reminder.c.rule, reminder.c.period).where(
                reminder.c.agency_id.in_({row.agency_id for row in rows}),
                reminder.c.period.in_({row.period for row in rows}),
                reminder.c.rule.in_({row.rule for row in rows}),
            )
        )
    }
    new = [row for row in rows if (row.person_id, row.rule, row.period) not in known]
    if new:
        connection.execute(insert(reminder), [{name: getattr(row, name) for name in row.__slots__} for row in new])


def claim(connection: Connection, agency_ids: Collection[int], now: datetime) -> Sequence[Record]:
    """Take all that is due in these agencies; who takes a row fires it, nobody else."""
    return connection.execute(
        update(reminder)
        .where(reminder.c.agency_id.in_(agency_ids), reminder.c.plan_at <= now, reminder.c.fired_at.is_(None))
        .values(fired_at=now)
        .returning(
            reminder.c.id,
            reminder.c.agency_id,
            reminder.c.person_id,
            reminder.c.rule,
            reminder.c.period,
            reminder.c.due_on,
        )
    ).all()


def became(connection: Connection, ids: Collection[int], outcome: str, why: str = "") -> None:
    """What became of fired rows: sent, or skipped and why."""
    connection.execute(update(reminder).where(reminder.c.id.in_(ids)).values(result=outcome, why=why))
