"""How complete the results of a year are: what is expected, done and on time, whose the rest is, and which reports are ready.
Rates are computed, never stored."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from bot.domain.agency import Act, Person, may
from bot.domain.due_days import months_of
from bot.domain.duty import Duty, whose
from bot.domain.fiscal import Period, Quarter, Round, bangkok_day
from bot.domain.report import MONTHS, ReportKind

MEASURES: Final = "0"
"""The dimension that measures stand under: they belong to none."""


class By(StrEnum):
    """What the board is arranged by."""

    DIVISION = "division"
    PERSON = "person"
    DIMENSION = "dimension"
    QUARTER = "quarter"

    @property
    def label(self) -> str:
        return {"division": "กอง", "person": "ผู้รับผิดชอบ", "dimension": "มิติ", "quarter": "ไตรมาส"}[self.value]


@dataclass(frozen=True, slots=True)
class Entry:
    """A result that is expected, and when it was recorded first."""

    duty: Duty
    quarter: Quarter
    """Where it belongs: a measure's round counts to the quarter it ends with."""
    dimension: str
    due_on: date
    done_at: datetime | None

    @property
    def on_time(self) -> bool:
        return self.done_at is not None and bangkok_day(self.done_at) <= self.due_on


def quarter_of(period: Period) -> Quarter:
    """A quarter itself, of a round the last one."""
    return Quarter(period.fiscal_year, months_of(period) // 3)


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
class Readiness:
    """What the report of a round still lacks."""

    kind: ReportKind
    round: Round
    missing: tuple[Duty, ...]
    """Of the quarters that have begun."""
    later: int
    """How much more is expected in the quarters that are still to come."""


@dataclass(frozen=True, slots=True)
class Board:
    """Results of a fiscal year that are expected, of plan items by quarter and of measures by round."""

    fiscal_year: int
    entries: tuple[Entry, ...]
    people: tuple[Person, ...]
    divisions: Mapping[int, str]

    def seen_by(self, person: Person) -> "Board":
        """What somebody may see of it."""
        if may(person, Act.COMPLETENESS, division_id=None):
            return self
        return self.only(lambda entry: may(person, Act.COMPLETENESS, division_id=entry.duty.division_id))

    def of(self, quarter: Quarter) -> "Board":
        """One quarter of it, and the round that ends with it."""
        return self.only(lambda entry: entry.quarter == quarter)

    def begun(self, today: date) -> "Board":
        """The quarters of it that have begun."""
        ahead = {quarter for quarter in {entry.quarter for entry in self.entries} if quarter.first_day > today}
        return self.only(lambda entry: entry.quarter not in ahead)

    def only(self, wanted: Callable[[Entry], bool]) -> "Board":
        return replace(self, entries=tuple(entry for entry in self.entries if wanted(entry)))

    @property
    def total(self) -> Group:
        return _group("", "", self.entries)

    def by(self, by: By) -> list[Group]:
        """The groups of one kind, those with most missing first; quarters in their order."""
        of: dict[str, list[Entry]] = {}
        labels: dict[str, str] = {}
        for entry in self.entries:
            for key, label in self._keys(entry, by):
                of.setdefault(key, []).append(entry)
                labels[key] = label
        groups = [_group(key, labels[key], found) for key, found in of.items()]
        return groups if by is By.QUARTER else sorted(groups, key=lambda group: -group.missing)

    def missing(self, by: By, key: str) -> list[Duty]:
        """What a group still lacks, in the order of plan and measures."""
        return [
            entry.duty
            for entry in self.entries
            if entry.done_at is None and any(found == key for found, _ in self._keys(entry, by))
        ]

    def readiness(self, round_: Round, today: date) -> list[Readiness]:
        """How ready the reports of a round are, those left out that have nothing to report."""
        found = []
        begun = {quarter for quarter in round_.quarters if quarter.first_day <= today}
        for kind in reports_of(round_):
            periods: set[Period] = {round_} if kind is ReportKind.MEASURE_REPORT else set(round_.quarters)
            mine = [entry for entry in self.entries if entry.duty.period in periods]
            open_ = [entry for entry in mine if entry.done_at is None]
            lacks = tuple(entry.duty for entry in open_ if entry.quarter in begun)
            if mine:
                found.append(Readiness(kind, round_, lacks, len(open_) - len(lacks)))
        return found

    def _keys(self, entry: Entry, by: By) -> Sequence[tuple[str, str]]:
        match by:
            case By.DIVISION:
                number = entry.duty.division_id
                return [(str(number or 0), self.divisions.get(number or 0, "ไม่ระบุกอง"))]
            case By.PERSON:
                found = whose(entry.duty, self.people)
                return [(str(person.id), person.name) for person in found] or [("0", "ยังไม่มีผู้รับผิดชอบ")]
            case By.DIMENSION:
                return [(entry.dimension, "มาตรการ" if entry.dimension == MEASURES else f"มิติที่ {entry.dimension}")]
            case By.QUARTER:
                return [(entry.quarter.code, entry.quarter.label)]


def _group(key: str, label: str, entries: Sequence[Entry]) -> Group:
    done = sum(entry.done_at is not None for entry in entries)
    return Group(key, label, len(entries), done, sum(entry.on_time for entry in entries))


def reports_of(round_: Round) -> tuple[ReportKind, ...]:
    """The reports an agency makes of a round: about its plan, where there is one of so many months, and about its measures."""
    return *(kind for kind, months in MONTHS.items() if months == round_.months), ReportKind.MEASURE_REPORT


def report_round(quarter: Quarter) -> Round:
    """The round whose reports a quarter goes into first."""
    return Round(quarter.fiscal_year, 6 if quarter.number <= 2 else 12)


@dataclass(frozen=True, slots=True)
class Nudge:
    """Ask whoever is to record a missing result to do so; at most once a day for each."""

    what: str
    """item or measure."""
    id: int
    period: Period


@dataclass(frozen=True, slots=True)
class NudgeAll:
    """The same for several."""

    of: tuple[Nudge, ...]


@dataclass(frozen=True, slots=True)
class Nudged:
    """Who was asked for what, what is due first at the top."""

    people: tuple[tuple[Person, tuple[tuple[date, Duty], ...]], ...]
    left_out: int
    """Results that nobody could be asked for."""
    today: date
    by: str
    """Name and role."""
    sample: bool
