"""Agencies, divisions, people and where they can be reached."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from bot.domain.agency import Agency, Person, Role
from storage.database import Record
from storage.tables import agency, binding, division, person

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
    agency.c.clock_shift,
    agency.c.approver_role,
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

    __slots__ = ("approver_role", "clock_shift", "person", "privacy_shown")

    def __init__(self, row: Record) -> None:
        """Of a row whose first columns are `ACTING`."""
        self.person, self.clock_shift, self.approver_role = _acting(*row[: len(ACTING) - 1])
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
    clock_shift: int,
    approver_role: str,
) -> tuple[Person, timedelta, Role]:
    of = Agency(agency_id, agency_name, kind, tambon, district, province, digits, sample)
    who = Person(person_id, of, division_id, name, position, Role(role))
    return who, timedelta(seconds=clock_shift), Role(approver_role)


def acting(connection: Connection, person_id: int) -> Acting | None:
    """The person of that id, unless gone or inactive."""
    row = connection.execute(_PERSON, {"person_id": person_id}).first()
    return Acting(row) if row else None


def agency_of(connection: Connection, agency_id: int) -> tuple[Agency, Role]:
    """An agency, and the role whose word approves its reports."""
    row = connection.execute(select(agency).where(agency.c.id == agency_id)).one()
    r = row._mapping
    names = ("id", "name", "kind", "tambon", "district", "province", "digits", "sample")
    return Agency(**{name: r[name] for name in names}), Role(r["approver_role"])


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
    """Id, name, position and role of the active people of an agency in these roles."""
    return connection.execute(
        select(person.c.id, person.c.name, person.c.position, person.c.role)
        .where(person.c.agency_id == agency_id, person.c.active, person.c.role.in_(roles))
        .order_by(person.c.id)
    ).all()


def divisions(connection: Connection, agency_id: int) -> list[tuple[int, str]]:
    """Id and name of an agency's divisions, in their order."""
    rows = connection.execute(
        select(division.c.id, division.c.name).where(division.c.agency_id == agency_id).order_by(division.c.seq)
    )
    return [(row.id, row.name) for row in rows]


def address_of(connection: Connection, person_id: int) -> tuple[str, str] | None:
    """Channel and address where the person was seen last and can be reached."""
    row = connection.execute(
        select(binding.c.channel, binding.c.address)
        .where(binding.c.person_id == person_id, binding.c.reachable)
        .order_by(binding.c.seen_at.desc().nulls_last(), binding.c.id)
        .limit(1)
    ).first()
    return (row.channel, row.address) if row else None


def bound(connection: Connection, channel: str, address: str) -> int | None:
    """The person bound to that address."""
    return connection.scalar(
        select(binding.c.person_id).where(binding.c.channel == channel, binding.c.address == address)
    )


def bind(connection: Connection, person_id: int, channel: str, address: str) -> None:
    """Let a person talk on a channel."""
    connection.execute(insert(binding).values(person_id=person_id, channel=channel, address=address, reachable=True))


def unreachable(connection: Connection, channel: str, address: str) -> None:
    """The platform says that nobody can be reached there (any more)."""
    connection.execute(
        update(binding).where(binding.c.channel == channel, binding.c.address == address).values(reachable=False)
    )


def seen(connection: Connection, channel: str, address: str, at: datetime) -> None:
    """Somebody wrote from there: notes to this person go there, and can."""
    connection.execute(
        update(binding)
        .where(binding.c.channel == channel, binding.c.address == address)
        .values(reachable=True, seen_at=at)
    )


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
