"""Who decides about an agency's documents: holders of posts, acting officers, and what waits for whom since when."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, insert, select, update

from bot.domain.agency import Agency, Person, Role
from bot.domain.approval import ActingOfficer, Holder, Post, office, own_post
from bot.domain.report import Report
from storage import reports
from storage.tables import acting_officer, agency, binding, division, person, report

_REACHED = exists().where(binding.c.person_id == person.c.id, binding.c.reachable)
_OFFICE = (Role.DIVISION_HEAD, Role.CLERK, Role.MAYOR)


def _today(day: date) -> ColumnElement[bool]:
    a = acting_officer.c
    return and_(a.ended_at.is_(None), a.first_day <= day, a.last_day >= day)


def posts_of(connection: Connection, who: Person, day: date) -> tuple[Post, ...]:
    """The posts for which a person decides on a day: the own one, and those in whose place the person acts."""
    a = acting_officer.c
    mine = (a.agency_id == who.agency.id, a.person_id == who.id, _today(day))
    rows = connection.execute(select(a.role, a.division_id).where(*mine).order_by(a.id))
    return (own_post(who), *(Post(Role(row.role), row.division_id) for row in rows))


def holders(connection: Connection, agency_id: int, day: date) -> list[Holder]:
    """Everybody whose word counts on a day: who has a post, then acting officers."""
    return _holders(connection, [agency_id], day)[agency_id]


def _holders(connection: Connection, agencies: Collection[int], day: date) -> defaultdict[int, list[Holder]]:
    p, a = person.c, acting_officer.c
    found = defaultdict[int, list[Holder]](list)
    mine = select(p.agency_id, p.id, p.role, p.division_id, _REACHED.label("reached"))
    for row in connection.execute(
        mine.where(p.agency_id.in_(agencies), p.active, p.role.in_([role.value for role in _OFFICE])).order_by(p.id)
    ):
        of_heads = row.division_id if row.role == Role.DIVISION_HEAD else None
        found[row.agency_id].append(Holder(Post(Role(row.role), of_heads), row.id, row.reached))
    theirs = select(a.agency_id, a.person_id, a.role, a.division_id, _REACHED.label("reached")).join(
        person, p.id == a.person_id
    )
    for row in connection.execute(theirs.where(a.agency_id.in_(agencies), p.active, _today(day)).order_by(a.id)):
        post = Post(Role(row.role), row.division_id)
        found[row.agency_id].append(Holder(post, row.person_id, row.reached, acting=True))
    return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document that waits for somebody's word."""

    agency_id: int
    report: Report
    people: tuple[int, ...]
    """Who can give it; nobody, when nobody is there any more."""
    since: datetime


def waiting(connection: Connection, agencies: Collection[int], day: date) -> list[Waiting]:
    """Who must decide about what since when, in these agencies; the oldest first."""
    rows = connection.execute(
        select(report.c.id, report.c.agency_id, agency.c.approve_own, report.c.submitted_by)
        .join(agency, agency.c.id == report.c.agency_id)
        .where(report.c.agency_id.in_(agencies), report.c.state == "submitted")
        .order_by(report.c.id)
    ).all()
    if not rows:
        return []
    of = {row.id: row for row in rows}
    known = _holders(connection, {row.agency_id for row in rows}, day)
    found = []
    for each in reports.by_ids(connection, list(of)):
        number = of[each.id].agency_id
        never = None if of[each.id].approve_own else of[each.id].submitted_by
        if each.course.since is not None:
            who = dict.fromkeys(h.person_id for h in known[number] if h.post in each.course.open)
            found.append(Waiting(number, each, tuple(p for p in who if p != never), each.course.since))
    return sorted(found, key=lambda one: one.since)


# --- acting officers ----------------------------------------------------------------------------------------------------------
def acting_officers(connection: Connection, of: Agency, day: date) -> list[ActingOfficer]:
    """Who decides in whose place now and later on, by the day it begins."""
    a = acting_officer.c
    rows = connection.execute(
        select(acting_officer, person.c.name, division.c.name.label("division"))
        .join(person, person.c.id == a.person_id)
        .outerjoin(division, division.c.id == a.division_id)
        .where(a.agency_id == of.id, a.ended_at.is_(None), a.last_day >= day, person.c.active)
        .order_by(a.first_day, a.id)
    )
    found = []
    for row in rows:
        post = Post(Role(row.role), row.division_id)
        called = office(of, post, row.division or "")
        found.append(ActingOfficer(row.id, post, row.person_id, row.name, row.first_day, row.last_day, called))
    return found


def acting_post(connection: Connection, agency_id: int, number: int) -> Post | None:
    """The post somebody acts in."""
    mine = (acting_officer.c.id == number, acting_officer.c.agency_id == agency_id)
    row = connection.execute(select(acting_officer.c.role, acting_officer.c.division_id).where(*mine)).first()
    return Post(Role(row.role), row.division_id) if row else None


def name_acting(connection: Connection, values: Mapping[str, Any]) -> int:
    """Write down who decides in the place of a post."""
    made: int = connection.execute(insert(acting_officer).values(**values).returning(acting_officer.c.id)).scalar_one()
    return made


def end_acting(connection: Connection, agency_id: int, number: int, at: datetime | None) -> bool:
    """Take it back, or (without a time) let it hold again."""
    mine = (acting_officer.c.id == number, acting_officer.c.agency_id == agency_id)
    return connection.execute(update(acting_officer).where(*mine).values(ended_at=at)).rowcount > 0
