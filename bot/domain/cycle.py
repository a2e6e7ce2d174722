"""Where a period of the reporting cycle stands, and what the plan owner may do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.agency import Role
from bot.domain.due_days import DueDays, Step
from bot.domain.fiscal import Period, Quarter


class Stage(StrEnum):
    """How a period stands on a day."""

    AHEAD = "ahead"
    OPEN = "open"
    LATE = "late"
    """Past the day it is due, and still open."""
    UNLOCKED = "unlocked"
    """Closed, and opened once more by the plan owner."""
    LOCKED = "locked"

    @property
    def label(self) -> str:
        return {
            "ahead": "ยังไม่เริ่ม",
            "open": "เปิดบันทึก",
            "late": "เลยกำหนด ยังบันทึกได้",
            "unlocked": "เปิดให้แก้เป็นพิเศษ",
            "locked": "ปิดแล้ว",
        }[self.value]


def stage(period: Period, days: DueDays, today: date, until: date | None = None) -> Stage:
    """How a period stands; `until` is the last day of its newest exception."""
    if today < period.first_day:
        return Stage.AHEAD
    if today <= days.day(period):
        return Stage.OPEN
    if today <= days.day(period, Step.LOCKED):
        return Stage.LATE
    return Stage.UNLOCKED if until is not None and today <= until else Stage.LOCKED


def stages(
    fiscal_year: int, days: DueDays, today: date, unlocked: Mapping[str, date]
) -> list[tuple[Quarter, Stage, date | None]]:
    """The quarters of a year, how each stands, and until when it is open once more."""
    found = []
    for number in (1, 2, 3, 4):
        quarter = Quarter(fiscal_year, number)
        until = unlocked.get(quarter.code)
        found.append((quarter, stage(quarter, days, today, until), until))
    return found


def board_quarter(days: DueDays, today: date) -> Quarter:
    """The quarter people ask about: the one before, until its report is out, then the one under way."""
    now = Quarter.of(today)
    return now.previous if today <= days.day(now.previous, Step.PUBLISHED) else now


@dataclass(frozen=True, slots=True)
class MoveDueDay:
    """Let a step of the reporting cycle be due on another day of the year."""

    months: int
    step: Step
    day: date
    """The year does not matter."""


@dataclass(frozen=True, slots=True)
class DueDayMoved:
    fiscal_year: int
    months: int
    step: Step
    day: date
    """When it is due in that fiscal year."""


@dataclass(frozen=True, slots=True)
class Unlock:
    """Let the results of a closed quarter, and of the round that ends with it, be changed up to a day."""

    quarter: Quarter
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class Unlocked:
    quarter: Quarter
    until: date


@dataclass(frozen=True, slots=True)
class Quiet:
    """Remind me of nothing before a day (`bot.domain.reminding.NEVER`: at all); None reminds again."""

    until: date | None


@dataclass(frozen=True, slots=True)
class QuietKept:
    until: date | None
    who: Role


@dataclass(frozen=True, slots=True)
class PutOff:
    """Remind me of the same once more after so many days, and of nothing until then."""

    days: int


@dataclass(frozen=True, slots=True)
class HasPutOff:
    until: date
    """The working day on which it comes again."""
