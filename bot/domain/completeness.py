"""How complete the results of a quarter are: what is expected, done and on time, and whose the rest is. Rates are computed,
never stored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from bot.domain.agency import Act, Person, may
from bot.domain.duty import Duty, whose
from bot.domain.fiscal import Period, Quarter, bangkok_day

MEASURES: Final = "0"
"""The dimension that measures stand under: they belong to none."""


class By(StrEnum):
    """What the board is arranged by."""

    DIVISION = "division"
    PERSON = "person"
    DIMENSION = "dimension"

    @property
    def label(self) -> str:
        return {"division": "กอง", "person": "ผู้รับผิดชอบ", "dimension": "มิติ"}[self.value]


@dataclass(frozen=True, slots=True)
class Entry:
    """A result that is expected, and when it was recorded first."""

    duty: Duty
    dimension: str
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Group:
    """Some of what is expected, under a name."""

    key: str
    label: str
    expected: int
    done: int
    on_time: int

    @property
    def missing(self) -> int:
        return self.expected - self.done


@dataclass(frozen=True, slots=True)
class Board:
    """A quarter's plan items, and the measures of the round that ends with it, as one person may see them."""

    quarter: Quarter
    due_on: date
    entries: tuple[Entry, ...]
    people: tuple[Person, ...]
    divisions: Mapping[int, str]
    dimensions: Mapping[str, str]

    def seen_by(self, person: Person) -> "Board":
        """What somebody may see of it."""
        own = tuple(e for e in self.entries if may(person, Act.COMPLETENESS, division_id=e.duty.division_id))
        return Board(self.quarter, self.due_on, own, self.people, self.divisions, self.dimensions)

    @property
    def total(self) -> Group:
        return self._group("", "", self.entries)

    def by(self, by: By) -> list[Group]:
        """The groups of one kind, those with most missing first."""
        of: dict[str, list[Entry]] = {}
        labels: dict[str, str] = {}
        for entry in self.entries:
            for key, label in self._keys(entry, by):
                of.setdefault(key, []).append(entry)
                labels[key] = label
        groups = [self._group(key, labels[key], found) for key, found in of.items()]
        return sorted(groups, key=lambda group: -group.missing)

    def missing(self, by: By, key: str) -> list[Duty]:
        """What a group still lacks, in the order of plan and measures."""
        return [
            entry.duty
            for entry in self.entries
            if entry.done_at is None and any(found == key for found, _ in self._keys(entry, by))
        ]

    def _keys(self, entry: Entry, by: By) -> Sequence[tuple[str, str]]:
        match by:
            case By.DIVISION:
                number = entry.duty.division_id
                return [(str(number or 0), self.divisions.get(number or 0, "ไม่ระบุกอง"))]
            case By.PERSON:
                found = whose(entry.duty, self.people)
                return [(str(person.id), person.name) for person in found] or [("0", "ยังไม่มีผู้รับผิดชอบ")]
            case By.DIMENSION:
                return [(entry.dimension, self.dimensions.get(entry.dimension, f"มิติที่ {entry.dimension}"))]

    def _group(self, key: str, label: str, entries: Iterable[Entry]) -> Group:
        days = [bangkok_day(entry.done_at) if entry.done_at else None for entry in entries]
        done = [day for day in days if day is not None]
        return Group(key, label, len(days), len(done), sum(day <= self.due_on for day in done))


@dataclass(frozen=True, slots=True)
class Nudge:
    """Ask whoever is to record a missing result to do so; at most once a day for each."""

    what: str
    """item or measure."""
    id: int
    period: Period


@dataclass(frozen=True, slots=True)
class Nudged:
    duty: Duty
    due_on: date
    today: date
    people: tuple[Person, ...]
    by: str
    """Name and role."""
    sample: bool
