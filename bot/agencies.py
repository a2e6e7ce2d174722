"""Agencies, as the operator looks after them: made with their divisions and an empty plan (for the sample as for a real one),
listed, mended, forgotten; and the first plan owner's code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select

from bot.domain import codes
from bot.domain.agency import KINDS, Agency, Role, full_name
from bot.domain.agency_form import PLACES, line, place
from bot.domain.agency_form import changed as with_changes
from bot.domain.divisions import Division, named, place_of
from bot.domain.divisions import telephone as printed
from bot.domain.fiscal import bangkok_day, fiscal_year_of
from bot.domain.framework import Framework
from bot.domain.round_reports import next_end
from bot.frameworks import current_framework
from bot.problems import Problem
from storage import accounts, divisions, invites, people, plan, tables


@dataclass(frozen=True, slots=True)
class Made:
    """A new agency."""

    agency_id: int
    divisions: tuple[int, ...]
    plan_id: int
    years: range


@dataclass(frozen=True, slots=True)
class Invited:
    """A plan owner's code, and by channel the links that open our chat with it, where our account's name is known."""

    owner: str
    code: str
    links: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """A real agency that could be made: it was looked at, and nothing is written yet."""

    agency: Agency
    divisions: tuple[str, ...]
    owner: tuple[str, str]
    """Name and position of the first plan owner."""
    framework: Framework


@dataclass(frozen=True, slots=True)
class Overview:
    """An agency in figures; none of what its people wrote."""

    agency: Agency
    divisions: tuple[str, ...]
    plan_owners: tuple[str, ...]
    people: int
    joined: int
    items: int
    results: int
    measures: int
    reports: int

    @property
    def data(self) -> str:
        """What would be lost with it, in words."""
        counts = {"คนที่เข้าใช้งานแล้ว": self.joined, "โครงการ": self.items, "ผลรายไตรมาส": self.results}
        counts |= {"มาตรการ": self.measures, "รายงาน": self.reports}
        return " ".join(f"{what} {count}" for what, count in counts.items() if count)


CHANGED: Final = "operator:agency:changed"
"""The audit's word for an agency mended by the operator."""
DIVISION: Final = "operator:division:changed"


def make(
    connection: Connection,
    agency: Agency,
    divisions: Sequence[str],
    framework: Framework,
    now: datetime,
) -> Made:
    """An agency with its divisions and the empty plan of a framework, moved to the clock's year if it does not cover it."""
    today = bangkok_day(now)
    years = framework.years_for(fiscal_year_of(today))
    values = {name: getattr(agency, name) for name in agency.__slots__ if name != "id"}
    values |= {
        "clock_shift": 0,
        "remind_on": today + timedelta(days=1),
        "reports_on": next_end(today),
    }  # nobody is reminded of what was before the data
    agency_id = add(connection, tables.agency, **values)
    made = [
        add(connection, tables.division, agency_id=agency_id, seq=seq, name=name)
        for seq, name in enumerate(divisions, 1)
    ]
    return Made(agency_id, tuple(made), plan.begin(connection, agency_id, framework.code, years), years)


def new_agency(connection: Connection, kind: str, name: str, where: tuple[str, str, str]) -> Agency:
    """A real agency (`where` is tambon, district, province) as it would be made; refused if it is there already."""
    tambon, district, province = (place(word, part) for word, part in zip(PLACES, where, strict=True))
    agency = Agency(0, full_name(kind, line("name", name)), kind, tambon, district, province)
    people.only_agency(connection, agency)
    return agency


def division_names(given: Sequence[str]) -> tuple[str, ...]:
    """Names of divisions as they are kept: at least one, each once."""
    names = tuple(line("division", name) for name in given)
    if not names:
        raise Problem("agency_divisions")
    if len(set(names)) < len(names):
        raise Problem("agency_division_twice")
    return names


def draft(agency: Agency, divisions: tuple[str, ...], owner: tuple[str, str], now: datetime) -> Draft:
    """The agency with the current plan and its first plan owner (name and position)."""
    who, position = (line("owner", part) for part in owner)
    return Draft(agency, divisions, (who, position), current_framework(fiscal_year_of(bangkok_day(now))))


def found(connection: Connection, new: Draft, now: datetime) -> tuple[Made, Invited]:
    """Make it, and the code its first plan owner joins with."""
    people.only_agency(connection, new.agency)
    made = make(connection, new.agency, new.divisions, new.framework, now)
    who, position = new.owner
    values = {"name": who, "position": position, "role": Role.PLAN_OWNER.value, "division_id": None, "active": True}
    person_id = people.add(connection, made.agency_id, values)
    return made, _invite(connection, made.agency_id, person_id, who, now)


def listed(connection: Connection) -> list[Overview]:
    """All agencies."""
    return [shown(connection, number) for number in connection.scalars(select(tables.agency.c.id).order_by("id"))]


def shown(connection: Connection, agency_id: int) -> Overview:
    """One agency."""
    _known(connection, agency_id)
    t = tables

    def count(table: Any, *conditions: Any) -> int:
        query = select(func.count()).select_from(table).where(table.c.agency_id == agency_id, *conditions)
        return int(connection.execute(query).scalar_one())

    chats = select(t.binding.c.person_id)
    return Overview(
        people.agency_of(connection, agency_id),
        tuple(name for _, name in people.divisions(connection, agency_id)),
        tuple(owner.name for owner in people.names(connection, agency_id, [Role.PLAN_OWNER])),
        people=count(t.person, t.person.c.active),
        joined=count(t.person, t.person.c.active, t.person.c.id.in_(chats)),
        items=count(t.plan_item),
        results=count(t.quarter_result),
        measures=count(t.measure),
        reports=count(t.report),
    )


def changed(connection: Connection, agency_id: int, changes: Mapping[str, Any]) -> tuple[Agency, Agency]:
    """An agency as it is, and as it would be with these changes; a new kind alone keeps the proper name."""
    _known(connection, agency_id)
    before = people.agency_of(connection, agency_id)
    after = with_changes(before, changes)
    if not after.sample:
        people.only_agency(connection, after)
    return before, after


def mend(connection: Connection, agency_id: int, changes: Mapping[str, Any], now: datetime) -> None:
    """Change an agency; the audit keeps what was."""
    before, after = changed(connection, agency_id, changes)
    new = {name: getattr(after, name) for name in after.__slots__ if getattr(after, name) != getattr(before, name)}
    if not new:
        return
    people.change_agency(connection, agency_id, new)
    details = {name: [getattr(before, name), value] for name, value in new.items()}
    add(connection, tables.audit, agency_id=agency_id, act=CHANGED, details=details, channel="command", at=now)


def save_division(
    connection: Connection, agency_id: int, name: str, called: str | None, telephone: str | None, now: datetime
) -> Division:
    """Add a division, or give the one of that name another name or a telephone."""
    there = _divisions(connection, agency_id)
    before = there.get(line("division", name))
    new = named(called or name, there.keys() - {before.name if before else ""})
    number = printed(telephone) if telephone is not None else before.telephone if before else ""
    if before is None:
        divisions.add(connection, agency_id, new, number)
    else:
        divisions.change(connection, agency_id, before, new, number)
    details = {"name": [before.name if before else "", new], "telephone": number}
    add(connection, tables.audit, agency_id=agency_id, act=DIVISION, details=details, channel="command", at=now)
    return _divisions(connection, agency_id)[new]


def drop_division(connection: Connection, agency_id: int, name: str, into: str | None, now: datetime) -> Division:
    """Remove a division; what belongs to it goes to another one."""
    there = _divisions(connection, agency_id)
    gone = _division(there, name)
    other = _division(there, into) if into else None
    place_of(gone, other, len(there))
    divisions.drop(connection, agency_id, gone, other)
    details = {"name": [gone.name, other.name if other else ""]}
    add(connection, tables.audit, agency_id=agency_id, act=DIVISION, details=details, channel="command", at=now)
    return gone


def _divisions(connection: Connection, agency_id: int) -> dict[str, Division]:
    _known(connection, agency_id)
    return {found.name: found for found in divisions.of_agency(connection, agency_id)}


def _division(there: Mapping[str, Division], name: str) -> Division:
    if (found := there.get(line("division", name))) is None:
        raise Problem("division_unknown", name=name, known=", ".join(there))
    return found


def removable(connection: Connection, agency_id: int, *, with_data: bool) -> Overview:
    """What would be forgotten; an agency that holds anything is refused unless that is said."""
    agency = shown(connection, agency_id)
    if agency.data and not with_data:
        raise Problem("agency_has_data", name=agency.agency.name, data=agency.data)
    return agency


def remove(connection: Connection, agency_id: int, *, with_data: bool) -> set[str]:
    """Forget a removable agency; the keys of its files, which nothing names now."""
    removable(connection, agency_id, with_data=with_data)
    return forget(connection, agency_id)


def forget(connection: Connection, agency_id: int) -> set[str]:
    """Delete every row of an agency; the keys of its files, which nothing names now."""
    t = tables
    came = connection.execute(select(t.media.c.key, t.media.c.source).where(t.media.c.agency_id == agency_id)).all()
    keys = {key for row in came for key in (row.key, row.source.get("key")) if key}
    keys |= set(connection.scalars(select(t.stored_file.c.key).where(t.stored_file.c.agency_id == agency_id)))
    persons = select(t.person.c.id).where(t.person.c.agency_id == agency_id)
    items = select(t.plan_item.c.id).where(t.plan_item.c.agency_id == agency_id)
    for table in reversed(t.metadata.sorted_tables):
        if "agency_id" in table.c:
            connection.execute(delete(table).where(table.c.agency_id == agency_id))
        elif "person_id" in table.c:
            connection.execute(delete(table).where(table.c.person_id.in_(persons)))
        elif "item_id" in table.c:
            connection.execute(delete(table).where(table.c.item_id.in_(items)))
        elif table is t.agency:
            connection.execute(delete(table).where(table.c.id == agency_id))
    return keys


def kind_called(words: str) -> str | None:
    """The code of a kind by its code, its name or its abbreviation (อบต., ทต, เทศบาลเมือง …); None for no kind."""
    said = words.strip().rstrip(".")
    return next((k.code for k in KINDS.values() if said in (k.code, k.prefix, k.short.rstrip("."))), None)


def kind_in(name: str) -> str | None:
    """The code of the kind that a full name begins with."""
    name = name.strip()
    return next((k.code for k in KINDS.values() if name.startswith((k.prefix, k.short))), None)


def owners_code(connection: Connection, agency_id: int, now: datetime) -> Invited:
    """A new code for the agency's first plan owner, when the first was lost or nobody can get in."""
    agency = _known(connection, agency_id)
    owner = next(iter(people.names(connection, agency_id, [Role.PLAN_OWNER])), None)
    if owner is None:
        raise Problem("agency_ownerless")
    return _invite(connection, agency_id, owner.id, owner.name, now + timedelta(seconds=agency.clock_shift))


def _invite(connection: Connection, agency_id: int, person_id: int, name: str, now: datetime) -> Invited:
    code = invites.issue(connection, agency_id, person_id, None, now)
    return Invited(name, code, codes.links(code, accounts.names(connection)))


def add(connection: Connection, table: Any, **values: Any) -> int:
    """Insert one row; its id."""
    row_id: int = connection.execute(insert(table).values(**values).returning(table.c.id)).scalar_one()
    return row_id


def _known(connection: Connection, agency_id: int) -> Any:
    row = connection.execute(select(tables.agency).where(tables.agency.c.id == agency_id)).first()
    if row is None:
        raise Problem("agency_gone", agency=agency_id)
    return row
