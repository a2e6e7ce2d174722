"""Working days of Thai government offices: the `holidays` package, and what this deployment's file says otherwise.

The cabinet adds days at short notice, and sometimes takes one away, so an operator can name them (`SUJARIT_HOLIDAYS`).
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from bot.domain.days_off import DAYS_OFF

KINDS: Final = {"holidays": False, "working_days": True}
_declared: dict[date, bool] = {}


def declare(days: Mapping[date, bool]) -> None:
    """From now on these days are (not) worked, whatever the package says; instead of what was declared before."""
    _declared.clear()
    _declared.update(days)


def parse(data: Any) -> dict[date, bool]:
    """The days of a file: a list under `holidays`, one under `working_days`. A ValueError says what is wrong in it."""
    if not isinstance(data, Mapping) or not set(data) <= set(KINDS):
        raise ValueError(f"needs lists of days under {' and '.join(KINDS)}")
    found: dict[date, bool] = {}
    for kind, days in data.items():
        for day in days if isinstance(days, Iterable) and not isinstance(days, str) else [days]:
            if type(day) is not date:
                raise ValueError(f"{kind}: {day!r} is no day (write it like 2027-05-03)")
            if found.setdefault(day, KINDS[kind]) is not KINDS[kind]:
                raise ValueError(f"{day} stands under both")
    return found


def working_day(day: date) -> bool:
    """Neither a weekend nor a holiday of the government."""
    if day in _declared:
        return _declared[day]
    return day.weekday() < 5 and f"{day:%m%d}" not in _days_off(day.year)


def up_to(day: date) -> date:
    """The day, or the working day before it."""
    while not working_day(day):
        day -= timedelta(days=1)
    return day


def from_day(day: date) -> date:
    """The day, or the working day after it."""
    while not working_day(day):
        day += timedelta(days=1)
    return day


@lru_cache
def _days_off(year: int) -> frozenset[str]:
    written = DAYS_OFF.get(year)
    return frozenset(days_off(year) if written is None else written.split())


def days_off(year: int) -> list[str]:
    """The holidays of a year as the library has them, "0413" for 13 April. Of the years in use they are written down
    (`bot.domain.days_off`): to ask costs a process 15 MiB, and a turn 140 ms."""
    import holidays

    found = holidays.country_holidays("TH", categories=("public", "government"), years=year)
    return sorted(f"{day:%m%d}" for day in found if day.year == year and day.weekday() < 5)
