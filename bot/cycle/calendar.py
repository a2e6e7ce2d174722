"""When results are due and when people are reminded of them. Pure.

Results are due after each quarter on the day the agency says (`bot.domain.due_days`), so that the report of a round has all
of its quarters. A reminder on a day off waits for the next working day.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
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
WEEK, YEAR = 7, 366
HEAD_AFTER: Final = BEFORE_AND_AFTER[-1] + WEEK
"""Days after the due day when the clerk hears of it as well."""
DECIDE_AFTER, DECIDE_AGAIN = 2, 3
"""Working days after which a report that waits is remembered, and then again."""


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
    def at(self) -> datetime:
        """From when on it may go out."""
        return opening(self.day)


def opening(day: date) -> datetime:
    """When offices open."""
    return datetime.combine(day, OPENS, BANGKOK)


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
    return _newest(_waves, first, last, days)


def head_waves_between(first: date, last: date, days: DueDays = USUAL) -> list[Wave]:
    """The same for the clerk, who hears of a period once and then on Mondays, so that one message a week tells of all."""
    return _newest(_head_waves, first, last, days)


def asked_between(since: date, first: date, last: date) -> tuple[int, date] | None:
    """The newest of these days on which somebody who has let a report wait since a day is asked for a decision, and how many
    working days that is; none after a year."""
    if (last - since).days > YEAR:
        return None
    waited, day, found = 0, since, None
    while day < last:
        day = from_day(day + timedelta(days=1))
        waited += 1
        asked = waited >= DECIDE_AFTER and (waited - DECIDE_AFTER) % DECIDE_AGAIN == 0
        if asked and first <= day <= last:
            found = waited, day
    return found


def _newest(waves: Callable[[int, DueDays], tuple[Wave, ...]], first: date, last: date, days: DueDays) -> list[Wave]:
    year = fiscal_year_of(last)
    newest: dict[Period, Wave] = {}
    for wave in (*waves(year - 1, days), *waves(year, days)):
        if first <= wave.day <= last <= wanted_until(wave.period, days):
            newest[wave.period] = wave
    return list(newest.values())


@lru_cache(maxsize=1024)
def _waves(fiscal_year: int, days: DueDays) -> tuple[Wave, ...]:
    """All waves of a fiscal year's periods, each period's in their order."""
    apart = (*BEFORE_AND_AFTER, *range(HEAD_AFTER, YEAR, WEEK))
    return tuple(wave for period in _periods(fiscal_year) for wave in _of(period, days, apart))


@lru_cache(maxsize=1024)
def _head_waves(fiscal_year: int, days: DueDays) -> tuple[Wave, ...]:
    """Those of the clerk: the second is on the first Monday that is at least a week later."""
    found: list[Wave] = []
    for period in _periods(fiscal_year):
        due = days.day(period)
        begin = from_day(due + timedelta(days=HEAD_AFTER))
        monday = (begin - due).days + WEEK + -begin.weekday() % WEEK
        found += _of(period, days, (HEAD_AFTER, *range(monday, YEAR, WEEK)))
    return tuple(found)


def _periods(fiscal_year: int) -> Iterable[Period]:
    """A fiscal year's; none of one that a moved clock made up."""
    if not FIRST_YEAR <= fiscal_year < LAST_YEAR:
        return
    yield from (Quarter(fiscal_year, number) for number in (1, 2, 3, 4))
    yield from (Round(fiscal_year, months) for months in ROUND_MONTHS)


def _of(period: Period, days: DueDays, apart: Iterable[int]) -> Iterable[Wave]:
    due, until = days.day(period), wanted_until(period, days)
    for each in apart:
        day = from_day(due + timedelta(days=each))
        if day > until:
            return
        yield Wave(period, each, due, day)
