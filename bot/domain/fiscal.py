"""The fiscal calendar: fiscal years, quarters and reporting rounds, all in Buddhist-Era years and Thai time.

The fiscal year (ปีงบประมาณ) runs from 1 October to 30 September and carries the year it ends in (พ.ร.บ.วิธีการงบประมาณ
พ.ศ. 2561 มาตรา 4): FY 2570 is 1 Oct 2026 – 30 Sep 2027.  Officers record results per quarter; reports are made per
round, which always begins on 1 October and covers 3, 6, 9 or 12 months. Nothing here knows the clock: `today` is an
argument, and `bangkok_day` turns an instant into one.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, Self
from zoneinfo import ZoneInfo

BANGKOK: Final = ZoneInfo("Asia/Bangkok")
ERA: Final = 543
"""Buddhist-Era year minus Common-Era year."""
FIRST_YEAR: Final = 2400
LAST_YEAR: Final = 2800
ROUND_MONTHS: Final = (3, 6, 9, 12)


def bangkok_day(now: datetime) -> date:
    """The day it is in Thailand at an instant (which must say its zone)."""
    if now.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return now.astimezone(BANGKOK).date()


def fiscal_year_of(day: date) -> int:
    """The fiscal year a day belongs to: October already counts to the next year."""
    return day.year + ERA + (day.month >= 10)


def first_day(fiscal_year: int) -> date:
    """1 October of the calendar year before."""
    return date(_checked(fiscal_year) - ERA - 1, 10, 1)


def last_day(fiscal_year: int) -> date:
    """30 September of the year itself."""
    return date(_checked(fiscal_year) - ERA, 9, 30)


def _checked(fiscal_year: int) -> int:
    if not FIRST_YEAR <= fiscal_year <= LAST_YEAR:
        raise ValueError(f"{fiscal_year} is no fiscal year of the Buddhist Era")
    return fiscal_year


@lru_cache(maxsize=256)  # the days of the few quarters and rounds that are talked about
def _month_start(fiscal_year: int, months: int) -> date:
    """The day that lies so many months after the first day of a fiscal year."""
    start = first_day(fiscal_year)
    years, month = divmod(start.month - 1 + months, 12)
    return date(start.year + years, month + 1, 1)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a fiscal year; number 1 is October to December."""

    fiscal_year: int
    number: int

    def __post_init__(self) -> None:
        _checked(self.fiscal_year)
        if self.number not in (1, 2, 3, 4):
            raise ValueError(f"no quarter has the number {self.number}")

    @classmethod
    def of(cls, day: date) -> Self:
        """The quarter a day lies in."""
        return cls(fiscal_year_of(day), (day.month - 10) % 12 // 3 + 1)

    @classmethod
    @lru_cache(maxsize=64)
    def parse(cls, code: str) -> Self:
        """The quarter of a code as `code` writes it: "2570-1"."""
        if not (found := re.fullmatch(r"([0-9]{4})-([1-4])", code)):
            raise ValueError(f"{code!r} is no code of a quarter")
        return cls(int(found[1]), int(found[2]))

    @property
    def code(self) -> str:
        """Stable text for buttons and rows: "2570-1"."""
        return f"{self.fiscal_year}-{self.number}"

    @property
    def label(self) -> str:
        """The quarter in a chat: "ไตรมาส 1/2570"."""
        return f"ไตรมาส {self.number}/{self.fiscal_year}"

    @property
    def first_day(self) -> date:
        return _month_start(self.fiscal_year, 3 * self.number - 3)

    @property
    def last_day(self) -> date:
        return _month_start(self.fiscal_year, 3 * self.number) - timedelta(days=1)

    @property
    def previous(self) -> Self:
        """The quarter before this one."""
        cls = type(self)
        return cls(self.fiscal_year - 1, 4) if self.number == 1 else cls(self.fiscal_year, self.number - 1)


@dataclass(frozen=True, slots=True, order=True)
class Round:
    """A reporting round (รอบ ๓/๖/๙/๑๒ เดือน): from 1 October, so many months."""

    fiscal_year: int
    months: int

    def __post_init__(self) -> None:
        _checked(self.fiscal_year)
        if self.months not in ROUND_MONTHS:
            raise ValueError(f"no round has {self.months} months")

    @classmethod
    def parse(cls, code: str) -> Self:
        """The round of a code as `code` writes it: "2570-r6"."""
        if not (found := re.fullmatch(r"([0-9]{4})-r(3|6|9|12)", code)):
            raise ValueError(f"{code!r} is no code of a round")
        return cls(int(found[1]), int(found[2]))

    @property
    def code(self) -> str:
        """Stable text for buttons and rows: "2570-r6"."""
        return f"{self.fiscal_year}-r{self.months}"

    @property
    def label(self) -> str:
        """The round in a chat: "รอบ 6 เดือน ปีงบประมาณ 2570"."""
        return f"รอบ {self.months} เดือน ปีงบประมาณ {self.fiscal_year}"

    @property
    def first_day(self) -> date:
        return first_day(self.fiscal_year)

    @property
    def last_day(self) -> date:
        return _month_start(self.fiscal_year, self.months) - timedelta(days=1)

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """The quarters it covers, from the first of the year."""
        return tuple(Quarter(self.fiscal_year, number) for number in range(1, self.months // 3 + 1))


Period = Quarter | Round
"""What results are recorded for: plan items by quarter, measures by round."""


def parse_period(code: str) -> Period:
    """The quarter or round of a code."""
    return Round.parse(code) if "r" in code else Quarter.parse(code)


def short_label(period: Period, this_year: int) -> str:
    """A quarter or round before a title; the year is named when it is not this one."""
    label = f"ไตรมาส {period.number}" if isinstance(period, Quarter) else f"รอบ {period.months} เดือน"
    return label if period.fiscal_year == this_year else f"{label} ปี {period.fiscal_year}"


REPORTING_TAIL: Final = timedelta(days=31)
"""After the year's last day its last quarter and round can still be recorded: the yearly report is published by 31
October (default of the reporting cycle)."""


def quarters_to_record(today: date) -> tuple[Quarter, ...]:
    """Quarters whose results are wanted now: those of this fiscal year that have begun, and in October last year's Q4."""
    year = fiscal_year_of(today)
    tail = (Quarter(year - 1, 4),) if today <= last_day(year - 1) + REPORTING_TAIL else ()
    return (*tail, *(Quarter(year, number) for number in range(1, Quarter.of(today).number + 1)))


def rounds_to_record(today: date) -> tuple[Round, ...]:
    """Rounds whose results are wanted now: those that ended this fiscal year, the ones under way, and in October last
    year's. A round is under way from the end of the one before."""
    year = fiscal_year_of(today)
    tail = (Round(year - 1, 12),) if today <= last_day(year - 1) + REPORTING_TAIL else ()
    begun = [
        months for months in ROUND_MONTHS if _month_start(year, months - 6 if months == 6 else months - 3) <= today
    ]
    return (*tail, *(Round(year, months) for months in begun))
