"""Making an agency with its divisions and an empty plan, for the sample as for a real one; and the first plan owner's code."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from bot.domain import codes
from bot.domain.agency import Agency, Role, full_name
from bot.domain.fiscal import bangkok_day, fiscal_year_of
from bot.domain.framework import Framework
from bot.facts import framework_of
from bot.problems import Problem
from bot.thai import clean
from storage import accounts, invites, people, tables

_UNFINISHED: Final = re.compile(r"\.{3,}|…|_{3,}|\(ระบุ|ระบุชื่อ")
"""A form that was not filled in."""


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
class Founded:
    """A new real agency, as the operator is told about it."""

    agency_id: int
    name: str
    plan: str
    invited: Invited


def make(
    connection: Connection,
    agency: Agency,
    divisions: Sequence[str],
    framework: Framework,
    now: datetime,
    approver_role: str = Role.CLERK,
) -> Made:
    """An agency with its divisions and the empty plan of a framework, moved to the clock's year if it does not cover it."""
    today = bangkok_day(now)
    year, first, last = fiscal_year_of(today), framework.first_year, framework.last_year
    if not first <= year <= last:
        first, last = year, year + (last - first)
    values = {name: getattr(agency, name) for name in agency.__slots__ if name != "id"}
    values |= {"approver_role": approver_role, "clock_shift": 0}
    values |= {"remind_on": today + timedelta(days=1)}  # nobody is reminded of what was before the data
    agency_id = add(connection, tables.agency, **values)
    made = [
        add(connection, tables.division, agency_id=agency_id, seq=seq, name=name)
        for seq, name in enumerate(divisions, 1)
    ]
    plan_id = add(
        connection, tables.plan, agency_id=agency_id, framework=framework.code, first_year=first, last_year=last
    )
    return Made(agency_id, tuple(made), plan_id, range(first, last + 1))


def found(
    connection: Connection,
    kind: str,
    name: str,
    place: tuple[str, str, str],
    divisions: Sequence[str],
    owner: tuple[str, str],
    now: datetime,
) -> Founded:
    """A real agency (`place` is tambon, district, province), its current plan, and its first plan owner (name and
    position) with the code to join."""
    tambon, district, province = (_line("place", part, may_lack=True) for part in place)
    agency = Agency(0, full_name(kind, _line("name", name)), kind, tambon, district, province)
    if connection.scalar(
        select(tables.agency.c.id).where(
            tables.agency.c.name == agency.name, tables.agency.c.province == agency.province, ~tables.agency.c.sample
        )
    ):
        raise Problem("agency_exists", name=agency.name)
    names = [_line("division", division) for division in divisions]
    if not names:
        raise Problem("agency_divisions")
    if len(set(names)) < len(names):
        raise Problem("agency_division_twice")
    made = make(connection, agency, names, current_framework(fiscal_year_of(bangkok_day(now))), now)
    who, position = (_line("owner", part) for part in owner)
    values = {"name": who, "position": position, "role": Role.PLAN_OWNER.value, "division_id": None, "active": True}
    person_id = people.add(connection, made.agency_id, values)
    invited = _invite(connection, made.agency_id, person_id, who, now)
    return Founded(made.agency_id, agency.name, f"{made.years[0]}–{made.years[-1]}", invited)


def owners_code(connection: Connection, agency_id: int, now: datetime) -> Invited:
    """A new code for the agency's first plan owner, when the first was lost or nobody can get in."""
    agency = connection.execute(select(tables.agency).where(tables.agency.c.id == agency_id)).first()
    if agency is None:
        raise Problem("agency_gone", agency=agency_id)
    owner = next(iter(people.names(connection, agency_id, [Role.PLAN_OWNER])), None)
    if owner is None:
        raise Problem("agency_ownerless")
    return _invite(connection, agency_id, owner.id, owner.name, now + timedelta(seconds=agency.clock_shift))


def _invite(connection: Connection, agency_id: int, person_id: int, name: str, now: datetime) -> Invited:
    code = invites.issue(connection, agency_id, person_id, None, now)
    return Invited(name, code, codes.links(code, accounts.names(connection)))


def current_framework(year: int) -> Framework:
    """The framework whose period covers a fiscal year, else the newest one there is."""
    folder = files("templates") / "frameworks"
    known = [
        framework_of(entry.name.removesuffix(".yaml")) for entry in folder.iterdir() if entry.name.endswith(".yaml")
    ]
    known.sort(key=lambda framework: framework.first_year)
    return next((f for f in known if f.first_year <= year <= f.last_year), known[-1])


def add(connection: Connection, table: Any, **values: Any) -> int:
    """Insert one row; its id."""
    row_id: int = connection.execute(insert(table).values(**values).returning(table.c.id)).scalar_one()
    return row_id


def _line(what: str, text: str, *, may_lack: bool = False) -> str:
    """One line that says something; forms that were not filled in are refused."""
    line = " ".join(clean(text).split())
    if (not may_lack and not any(map(str.isalpha, line))) or _UNFINISHED.search(line):
        raise Problem(f"agency_{what}")
    if len(line) > 200:
        raise Problem("too_long", length=len(line), limit=200)
    return line
