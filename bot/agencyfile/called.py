"""What rows are called in a file."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select


def keys(named: Iterable[tuple[int, str]]) -> dict[int, str]:
    """What each row is called in the file: its name, with a number behind it where another has that name already."""
    found: dict[int, str] = {}
    taken: Counter[str] = Counter()
    for number, name in named:
        key = name
        while key in taken:
            taken[name] += 1
            key = f"{name} ({taken[name]})"
        taken[key] += 1
        found[number] = key
    return found


@dataclass(frozen=True, slots=True)
class Called:
    """What divisions and people are called in the file, by id; and who recorded a result when."""

    divisions: Mapping[int, str]
    people: Mapping[int, str]

    def division(self, number: int | None) -> str | None:
        return self.divisions[number] if number else None

    def person(self, number: int | None) -> str | None:
        return self.people[number] if number else None


def recorded(connection: Connection, table: Any, agency_id: int) -> dict[int, tuple[int | None, datetime]]:
    """Who recorded each result, and when."""
    rows = connection.execute(
        select(table.c.id, table.c.reporter_id, table.c.recorded_at).where(
            table.c.agency_id == agency_id, table.c.deleted_at.is_(None)
        )
    )
    return {row.id: (row.reporter_id, row.recorded_at) for row in rows}
