"""Agencies, their divisions and their people."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, func, insert, or_, select, update

from bot.domain.agency import Agency, Member, Person, Role
from bot.domain.reminding import NEVER
from bot.problems import Problem
from bot.thai import sort_key
from storage.database import Record
from storage.invites import OPEN
from storage.tables import agency, binding, division, invite, person, plan_item, reminder

ACTING = (
    person.c.id.label("person"),
    person.c.division_id,
    person.c.name,
    person.c.position,
    person.c.role,
    agency.c.id.label("agency"),
    agency.c.name.label("agency_name"),
    agency.c.kind,
    agency.c.tambon,
    agency.c.district,
    agency.c.province,
    agency.c.digits,
    agency.c.sample,
    agency.c.due_days,
    agency.c.chain,
    agency.c.approve_own,
    agency.c.clock_shift,
    person.c.privacy_shown_at,
)
"""What `Acting` is made of; the turn reads it together with the message."""
_PERSON = (
    select(*ACTING)
    .join(agency, agency.c.id == person.c.agency_id)
    .where(person.c.id == bindparam("person_id"), person.c.active)
)


class Acting:
    """A person at the moment of acting, with what of the agency the turn needs besides."""

    __slots__ = ("clock_shift", "person", "privacy_shown")

    def __init__(self, row: Record) -> None:
        """Of a row whose first columns are `ACTING`."""
        self.person, self.clock_shift = _acting(*row[: len(ACTING) - 1])
        self.privacy_shown = row.privacy_shown_at is not None


@lru_cache(maxsize=512)  # the same people come again and again; what they are is in the key
def _acting(
    person_id: int,
    division_id: int | None,
    name: str,
    position: str,
    role: str,
    agency_id: int,
    agency_name: str,
    kind: str,
    tambon: str,
    district: str,
    province: str,
    digits: Any,
    sample: bool,
    due_days: str,
    chain: str,
    approve_own: bool,
    clock_shift: int,
) -> tuple[Person, timedelta]:
    of = Agency(agency_id, agency_name, kind, tambon, district, province, digits, sample, due_days, chain, approve_own)
    who = Person(person_id, of, division_id, name, position, Role(role))
    return who, timedelta(seconds=clock_shift)


def acting(connection: Connection, person_id: int) -> Acting | None:
    """The person of that id, unless gone or inactive."""
    row = connection.execute(_PERSON, {"person_id": person_id}).first()
    return Acting(row) if row else None


def agency_of(connection: Connection, agency_id: int) -> Agency:
    """An agency."""
    row = connection.execute(select(agency).where(agency.c.id == agency_id)).one()
    r = row._mapping
    return Agency(**{name: r[name] for name in Agency.__slots__})


def clock_shift(connection: Connection, agency_id: int) -> int:
    """By how many seconds an agency's clock is moved."""
    return connection.scalar(select(agency.c.clock_shift).where(agency.c.id == agency_id)) or 0


def only_agency(connection: Connection, new: Agency) -> None:
    """Refuse an agency that is there already; of one name there may be several in a province, in districts of their own."""
    c = agency.c
    same = select(c.id).where(c.name == new.name, c.province == new.province, c.sample == new.sample, c.id != new.id)
    if new.district:
        same = same.where(or_(c.district == new.district, c.district == ""))
    if connection.scalar(same) is not None:
        raise Problem("agency_exists", name=new.name)


def change_agency(connection: Connection, agency_id: int, values: Mapping[str, Any]) -> None:
    """Write new values over an agency's."""
    connection.execute(update(agency).where(agency.c.id == agency_id).values(**values))


def with_roles(connection: Connection, agency_id: int, roles: Sequence[str]) -> list[int]:
    """Ids of the active people of an agency in these roles."""
    return list(
        connection.scalars(
            select(person.c.id)
            .where(person.c.agency_id == agency_id, person.c.active, person.c.role.in_(roles))
            .order_by(person.c.id)
        )
    )


def names(connection: Connection, agency_id: int, roles: Sequence[str]) -> Sequence[Record]:
    """Id, name, position, role and division of the active people of an agency in these roles."""
    return connection.execute(
        select(person.c.id, person.c.name, person.c.position, person.c.role, person.c.division_id)
        .where(person.c.agency_id == agency_id, person.c.active, person.c.role.in_(roles))
        .order_by(person.c.id)
    ).all()


def divisions(connection: Connection, agency_id: int) -> list[tuple[int, str]]:
    """Id and name of an agency's divisions, in their order."""
    rows = connection.execute(
        select(division.c.id, division.c.name).where(division.c.agency_id == agency_id).order_by(division.c.seq)
    )
    return [(row.id, row.name) for row in rows]


def telephone(connection: Connection, agency_id: int, division_id: int) -> str:
    """A division's number, as memos print it."""
    mine = (division.c.id == division_id, division.c.agency_id == agency_id)
    return connection.scalar(select(division.c.telephone).where(*mine)) or ""


def privacy_shown(connection: Connection, person_id: int, at: datetime) -> None:
    """Note when the person saw the privacy notice first."""
    connection.execute(update(person).where(person.c.id == person_id).values(privacy_shown_at=at))


def agencies(connection: Connection) -> list[int]:
    """Ids of all agencies."""
    return list(connection.scalars(select(agency.c.id).order_by(agency.c.id)))


def samples(connection: Connection) -> list[int]:
    """Ids of the sample agencies."""
    return list(connection.scalars(select(agency.c.id).where(agency.c.sample).order_by(agency.c.id)))


def count_real(connection: Connection) -> int:
    """How many agencies are real."""
    return connection.scalar(select(func.count()).select_from(agency).where(~agency.c.sample)) or 0


# --- joining, changing, leaving -------------------------------------------------------------------------------------------
def members(connection: Connection, agency_id: int, now: datetime, person_id: int | None = None) -> list[Member]:
    """The people who serve in an agency, in the order of their names; or one of its people, who may have left."""
    where = [person.c.agency_id == agency_id]
    where.append(person.c.active if person_id is None else person.c.id == person_id)
    rows = connection.execute(
        select(person, func.coalesce(division.c.name, "").label("division"))
        .outerjoin(division, division.c.id == person.c.division_id)
        .where(*where)
    ).all()
    bound_to, codes, items = defaultdict[int, list[str]](list), dict[int, datetime](), dict[int, int]()
    for row in connection.execute(
        select(binding.c.person_id, binding.c.channel)
        .join(person, person.c.id == binding.c.person_id)
        .where(*where)
        .order_by(binding.c.id)
    ):
        bound_to[row.person_id].append(row.channel)
    for row in connection.execute(
        select(invite.c.person_id, invite.c.expires_at)
        .join(person, person.c.id == invite.c.person_id)
        .where(*where, invite.c.agency_id == agency_id, OPEN, invite.c.expires_at > now)
    ):
        codes[row.person_id] = row.expires_at
    for row in connection.execute(
        select(plan_item.c.officer_id, func.count().label("items"))
        .where(
            plan_item.c.agency_id == agency_id, plan_item.c.deleted_at.is_(None), plan_item.c.officer_id.is_not(None)
        )
        .group_by(plan_item.c.officer_id)
    ):
        items[row.officer_id] = row.items
    found = [
        Member(
            row.id,
            row.name,
            row.position,
            Role(row.role),
            row.division_id,
            row.division,
            row.active,
            tuple(dict.fromkeys(bound_to[row.id])),
            codes.get(row.id),
            items.get(row.id, 0),
            row.quiet_until == NEVER,
        )
        for row in rows
    ]
    return sorted(found, key=lambda member: sort_key(member.name))


def member(connection: Connection, agency_id: int, person_id: int, now: datetime) -> Member | None:
    """One of an agency's people, also one who has left."""
    return next(iter(members(connection, agency_id, now, person_id)), None)


def lock(connection: Connection, agency_id: int) -> None:
    """Let nobody else change the agency's people until this transaction is over."""
    connection.execute(select(agency.c.id).where(agency.c.id == agency_id).with_for_update())


def add(connection: Connection, agency_id: int, values: Mapping[str, Any]) -> int:
    """Somebody new; has yet to join."""
    row = connection.execute(insert(person).values(agency_id=agency_id, **values).returning(person.c.id))
    return int(row.scalar_one())


def change(connection: Connection, agency_id: int, person_id: int, values: Mapping[str, Any]) -> bool:
    """Change one of an agency's people."""
    mine = (person.c.id == person_id, person.c.agency_id == agency_id)
    return connection.execute(update(person).where(*mine).values(**values)).rowcount > 0


def items_of(connection: Connection, agency_id: int, person_id: int) -> list[tuple[int, int | None]]:
    """Id and division of the plan items a person answers for."""
    rows = connection.execute(
        select(plan_item.c.id, plan_item.c.division_id)
        .where(
            plan_item.c.agency_id == agency_id, plan_item.c.officer_id == person_id, plan_item.c.deleted_at.is_(None)
        )
        .order_by(plan_item.c.id)
    )
    return [(row.id, row.division_id) for row in rows]


def hand_over(
    connection: Connection, agency_id: int, items: Sequence[int], before: int | None, after: int | None
) -> None:
    """Plan items get another officer (or none: then they are their division's), where they still have that one."""
    connection.execute(
        update(plan_item)
        .where(plan_item.c.agency_id == agency_id, plan_item.c.id.in_(items), plan_item.c.officer_id == before)
        .values(officer_id=after)
    )


def hand_over_reminders(connection: Connection, agency_id: int, before: int, after: int | None, now: datetime) -> None:
    """Unfired reminders go to who takes the items, unless there is the same one already; the rest are skipped."""
    mine = and_(reminder.c.agency_id == agency_id, reminder.c.person_id == before, reminder.c.fired_at.is_(None))
    if after is not None:
        other = reminder.alias()
        same = exists().where(
            other.c.person_id == after,
            other.c.rule == reminder.c.rule,
            other.c.period == reminder.c.period,
            other.c.fired_at.is_(None),
        )
        connection.execute(update(reminder).where(mine, ~same).values(person_id=after))
    connection.execute(update(reminder).where(mine).values(fired_at=now, result="skipped", why="left"))


def another(connection: Connection, agency_id: int, person_id: int, role: Role) -> bool:
    """Whether somebody else has that role and has joined."""
    query = (
        select(person.c.id)
        .join(binding, binding.c.person_id == person.c.id)
        .where(
            person.c.agency_id == agency_id,
            person.c.active,
            person.c.role == role.value,
            person.c.id != person_id,
        )
        .limit(1)
    )
    return connection.scalar(query) is not None
