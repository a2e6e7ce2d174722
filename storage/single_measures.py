"""What the reports of single classical measures say. Every query goes through the agency."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, select

from bot.domain.single_measure import Cases, Process, SingleMeasure
from storage.database import Record
from storage.rows import put_over
from storage.tables import single_measure

_LISTS = ("background", "objectives", "practices")


def of_agency(connection: Connection, agency_id: int) -> list[SingleMeasure]:
    """All that is written, by year and in the order in which it was begun."""
    rows = connection.execute(
        select(single_measure)
        .where(single_measure.c.agency_id == agency_id)
        .order_by(single_measure.c.fiscal_year, single_measure.c.id)
    )
    return [_measure(row) for row in rows]


def one(connection: Connection, agency_id: int, fiscal_year: int, code: str) -> tuple[SingleMeasure, int]:
    """What is written of a measure in a year, and its version; an empty one of version 0 when nothing is."""
    row = connection.execute(
        select(single_measure).where(
            single_measure.c.agency_id == agency_id,
            single_measure.c.fiscal_year == fiscal_year,
            single_measure.c.code == code,
        )
    ).first()
    return (_measure(row), row.version) if row else (SingleMeasure(code=code, fiscal_year=fiscal_year), 0)


def save(connection: Connection, agency_id: int, found: SingleMeasure, version: int) -> None:
    """Write it over the version it was made from (0: there was none). Raises Problem("changed_meanwhile")."""
    which = {"agency_id": agency_id, "fiscal_year": found.fiscal_year, "code": found.code}
    values: dict[str, Any] = {name: list(getattr(found, name)) for name in _LISTS}
    values |= {name: [asdict(row) for row in getattr(found, name)] for name in ("processes", "cases")}
    put_over(connection, single_measure, which, values, version)


def _measure(row: Record) -> SingleMeasure:
    r = row._mapping
    return SingleMeasure(
        code=r["code"],
        fiscal_year=r["fiscal_year"],
        processes=tuple(Process(**process) for process in r["processes"]),
        cases=tuple(Cases(**cases) for cases in r["cases"]),
        **{name: tuple(r[name]) for name in _LISTS},
    )
