"""The sample agency: invented data to try everything with, made anew on request, never mixed with a real agency."""

from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml
from sqlalchemy import Connection, insert

from bot.agencies import Made, add, forget
from bot.agencies import make as make_agency
from bot.domain.agency import Agency
from bot.domain.fiscal import Quarter, bangkok_day, fiscal_year_of
from bot.domain.plan import ItemKind
from bot.frameworks import framework_of
from storage import bindings, people, tables

CLOCK_MOVED: Final = "tester:clock:moved"
"""The audit's word for a moved clock; `seconds` says how far it is from the real one since."""


def ensure(connection: Connection, now: datetime) -> None:
    """Make the sample agency in a database that has none."""
    if not people.samples(connection):
        make(connection, now)


def reset(connection: Connection, agency_id: int, now: datetime) -> set[str]:
    """Forget a sample agency with everything in it, and make it anew; the keys of its files, which nothing names now."""
    agency = people.agency_of(connection, agency_id)
    if not agency.sample:
        raise ValueError("only a sample agency can be reset")
    keys = forget(connection, agency_id)
    make(connection, now)
    return keys


def make(connection: Connection, now: datetime) -> int:
    """Make the sample agency for the fiscal year of the clock; its id."""
    return load(connection, _data(), now)


def keys() -> dict[str, str]:
    """The key of each person of the sample agency by name, for stories."""
    return {row["name"]: row["key"] for row in _data()["people"]}


@cache
def _data() -> dict[str, Any]:
    """Read once, so nobody changes it."""
    data: dict[str, Any] = yaml.safe_load((files("templates") / "sample" / "agency.yaml").read_text("utf-8"))
    return data


def load(connection: Connection, data: dict[str, Any], now: datetime) -> int:
    """Make an agency of this data; years are offsets to the fiscal year of the clock."""
    year = fiscal_year_of(bangkok_day(now))
    agency = Agency(id=0, **data["agency"])
    names = [row["name"] for row in data["divisions"]]
    made = make_agency(connection, agency, names, framework_of(data["framework"]), now)
    agency_id = made.agency_id
    divisions = {row["key"]: number for row, number in zip(data["divisions"], made.divisions, strict=True)}
    persons = {}
    for row in data["people"]:
        persons[row["key"]] = person_id = add(
            connection,
            tables.person,
            agency_id=agency_id,
            division_id=divisions.get(row.get("division")),
            name=row["name"],
            position=row["position"],
            role=row["role"],
            active=True,
        )
        bindings.bind(connection, person_id, "local", str(person_id))
    _items(connection, made, data, year, divisions, persons)
    _measures(connection, agency_id, data, year, divisions)
    return agency_id


def _items(
    connection: Connection,
    made: Made,
    data: dict[str, Any],
    year: int,
    divisions: dict[str, int],
    persons: dict[str, int],
) -> None:
    for seq, row in enumerate(data.get("plan", {}).get("items", ()), 1):
        years = {year + entry["year"]: Decimal(entry["amount"]) for entry in row["years"]}
        quarters = [Quarter(year, number) for number in row.get("quarters", (1, 4))]
        item_id = add(
            connection,
            tables.plan_item,
            agency_id=made.agency_id,
            plan_id=made.plan_id,
            status="active",
            seq=seq,
            mission=row["mission"],
            sub_mission=row.get("sub_mission", ""),
            kind=ItemKind(row["kind"]).value,
            title=row["title"],
            target_group=row["target_group"],
            first_day=quarters[0].first_day,
            last_day=quarters[-1].last_day,
            division_id=divisions.get(row.get("owner")),
            officer_id=persons.get(row.get("officer")),
            outputs=[row["output"]],
            outcomes=[row["outcome"]],
            version=1,
        )
        connection.execute(
            insert(tables.item_year),
            [
                {"item_id": item_id, "fiscal_year": y, "active": y in years, "amount": years.get(y, Decimal(0))}
                for y in made.years
            ],
        )


def _measures(
    connection: Connection, agency_id: int, data: dict[str, Any], year: int, divisions: dict[str, int]
) -> None:
    names = {row["key"]: row["name"] for row in data["divisions"]}
    for seq, row in enumerate(data.get("measures", ()), 1):
        owner = row["owner"]
        add(
            connection,
            tables.measure,
            agency_id=agency_id,
            fiscal_year=year,
            status="active",
            seq=seq,
            name=row["name"],
            practices=row["practices"],
            procedure=row["procedure"],
            owner=names.get(owner, owner),
            division_id=divisions.get(owner),
            monitoring=row["monitoring"],
            rounds=row["rounds"],
            version=1,
        )
    if analysis := data.get("ita_analysis"):
        add(
            connection,
            tables.ita_analysis,
            agency_id=agency_id,
            fiscal_year=year,
            analysed_year=year - 1,
            urgent=analysis["urgent"],
            improve=analysis["improve"],
            actions=analysis["actions"],
            version=1,
        )
