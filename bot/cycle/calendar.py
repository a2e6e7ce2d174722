"""When results are due and when people are reminded of them. Pure.

Results are due after each quarter on the day the agency says (`bot.domain.due_days`), so that the report of a round has all
of its quarters. A reminder on a day off waits for the next working day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain, count
from typing import Final

from bot.domain.due_days import USUAL, DueDays, Step
from bot.domain.fiscal import (
    BANGKOK,
    FIRST_YEAR,
    LAST_YEAR,
    ROUND_MONTHS,
    Period,
    Quarter,
    Round,
    fiscal_year_of,
    last_day,
)
from bot.domain.workdays import from_day, working_day

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


def working_time(now: datetime) -> bool:
    """Whether offices are open at an instant."""
    local = now.astimezone(BANGKOK)
    return OPENS <= local.time() <= CLOSES and working_day(local.date())


def wanted_until(period: Period, days: DueDays = USUAL) -> date:
    """After this day nobody asks for it any more: the year is over and reported, or it cannot be changed."""
    year_over, locked = last_day(period.fiscal_year), days.day(period, Step.LOCKED)
    return locked if period.last_day == year_over else min(year_over, locked)


def waves_between(first: date, last: date, days: DueDays = USUAL) -> list[Wave]:
    """The newest wave of each period among those of these days (both included), if the period is still wanted on the last
    one: what was missed is not caught up."""
    year = fiscal_year_of(last)
    newest: dict[Period, Wave] = {}
    for wave in (*_waves(year - 1, days), *_waves(year, days)):
        if first <= wave.day <= last <= wanted_until(wave.period, days):
            newest[wave.period] = wave
    return list(newest.values())


@lru_cache(maxsize=1024)
def _waves(fiscal_year: int, days: DueDays) -> tuple[Wave, ...]:
    """All waves of a fiscal year's periods, each period's in their order; none of a year that a moved clock made up."""
    if not FIRST_YEAR <= fiscal_year < LAST_YEAR:
        return ()
    quarters: Iterable[Period] = (Quarter(fiscal_year, number) for number in (1, 2, 3, 4))
    rounds: Iterable[Period] = (Round(fiscal_year, months) for months in ROUND_MONTHS)
    return tuple(wave for period in (*quarters, *rounds) for wave in _of(period, days))


def _of(period: Period, days: DueDays) -> Iterable[Wave]:
    due, until = days.day(period), wanted_until(period, days)
    for apart in chain(BEFORE_AND_AFTER, count(BEFORE_AND_AFTER[-1] + WEEK, WEEK)):
        day = from_day(due + timedelta(days=apart))
        if day > until:
            return
        yield Wave(period, apart, due, day)
