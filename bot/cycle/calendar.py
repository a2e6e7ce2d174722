"""When results are due and when people are reminded of them. Pure.

Documents are handed in by 15 April and 15 October (the defaults of the reporting cycle); the results they are made of are
due at the same time after each quarter, so that the report of a round has all of its quarters. A due day on a day off
moves to the working day before; a reminder on a day off waits for the next working day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain, count
from typing import Final

from bot.cycle.days_off import DAYS_OFF
from bot.domain.fiscal import (
    BANGKOK,
    FIRST_YEAR,
    LAST_YEAR,
    REPORTING_TAIL,
    ROUND_MONTHS,
    Period,
    Quarter,
    Round,
    fiscal_year_of,
    last_day,
)

DUE_DAY: Final = 15
"""Of the month after the quarter or round has ended."""
OPENS: Final = time(8, 30)
CLOSES: Final = time(16, 30)
BEFORE_AND_AFTER: Final = (-14, -7, -3, -1, 1)
"""Days before (-) and after (+) the due day; then every week."""
WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Wave:
    """One rule of one period: everybody who has something missing is reminded on that day."""

    period: Period
    days: int
    """Before (-) or after (+) the due day."""
    due_on: date
    day: date
    """The working day it falls on."""

    @property
    def rule(self) -> str:
        """As it stands in the rows: "-14", "+1", "+8"."""
        return f"{self.days:+d}"

    @property
    def at(self) -> datetime:
        """From when on it may go out."""
        return datetime.combine(self.day, OPENS, BANGKOK)


def working_day(day: date) -> bool:
    """Neither a weekend nor a holiday of the government."""
    return day.weekday() < 5 and f"{day:%m%d}" not in _days_off(day.year)


def working_time(now: datetime) -> bool:
    """Whether offices are open at an instant."""
    local = now.astimezone(BANGKOK)
    return OPENS <= local.time() <= CLOSES and working_day(local.date())


@lru_cache
def _days_off(year: int) -> frozenset[str]:
    written = DAYS_OFF.get(year)
    return frozenset(days_off(year) if written is None else written.split())


def days_off(year: int) -> list[str]:
    """The holidays of a year as the library has them, "0413" for 13 April. Of the years in use they are written down
    (`bot.cycle.days_off`): to ask costs a process 15 MiB, and a turn 140 ms."""
    import holidays

    found = holidays.country_holidays("TH", categories=("public", "government"), years=year)
    return sorted(f"{day:%m%d}" for day in found if day.year == year and day.weekday() < 5)


def due_on(period: Period) -> date:
    """The day by which the results of a quarter or round are wanted."""
    day = (period.last_day + timedelta(days=1)).replace(day=DUE_DAY)
    while not working_day(day):
        day -= timedelta(days=1)
    return day


def wanted_until(period: Period) -> date:
    """After this day nobody asks for it any more: the year is over and reported."""
    year_over = last_day(period.fiscal_year)
    return year_over + REPORTING_TAIL if period.last_day == year_over else year_over


def waves_between(first: date, last: date) -> list[Wave]:
    """The newest wave of each period among those of these days (both included), if the period is still wanted on the last
    one: what was missed is not caught up."""
    year = fiscal_year_of(last)
    newest: dict[Period, Wave] = {}
    for wave in (*_waves(year - 1), *_waves(year)):
        if first <= wave.day <= last <= wanted_until(wave.period):
            newest[wave.period] = wave
    return list(newest.values())


@lru_cache
def _waves(fiscal_year: int) -> tuple[Wave, ...]:
    """All waves of a fiscal year's periods, each period's in their order; none of a year that a moved clock made up."""
    if not FIRST_YEAR <= fiscal_year < LAST_YEAR:
        return ()
    quarters: Iterable[Period] = (Quarter(fiscal_year, number) for number in (1, 2, 3, 4))
    rounds: Iterable[Period] = (Round(fiscal_year, months) for months in ROUND_MONTHS)
    return tuple(wave for period in (*quarters, *rounds) for wave in _of(period))


def _of(period: Period) -> Iterable[Wave]:
    due, until = due_on(period), wanted_until(period)
    for days in chain(BEFORE_AND_AFTER, count(BEFORE_AND_AFTER[-1] + WEEK, WEEK)):
        day = due + timedelta(days=days)
        while not working_day(day):
            day += timedelta(days=1)
        if day > until:
            return
        yield Wave(period, days, due, day)
