"""Reports that are made by themselves: on the last day of the rounds of six and twelve months, unless the agency does not want
it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.domain.due_days import DueDays, Step
from bot.domain.fiscal import FIRST_YEAR, LAST_YEAR, Round, fiscal_year_of

MONTHS: Final = (6, 12)


def next_end(today: date) -> date:
    """The day on which the next round ends, today included."""
    year = today.year
    return next(end for end in (date(year, 3, 31), date(year, 9, 30), date(year + 1, 3, 31)) if end >= today)


def to_make(since: date, today: date, days: DueDays) -> Round | None:
    """The round whose reports are to be made: the newest that ended from that day on and whose reports are still awaited; what
    was missed before it is not caught up."""
    year = fiscal_year_of(today)
    if not FIRST_YEAR < year <= LAST_YEAR:  # a clock that was moved out of all calendars
        return None
    ended = [
        round_
        for round_ in (Round(year - 1, 12), *(Round(year, months) for months in MONTHS))
        if since <= round_.last_day <= today <= days.day(round_, Step.PUBLISHED)
    ]
    return ended[-1] if ended else None


@dataclass(frozen=True, slots=True)
class MakeReports:
    """Let reports be made by themselves, or no longer."""

    wanted: bool


@dataclass(frozen=True, slots=True)
class ReportsWanted:
    next_day: date | None
    """The next day on which some are made; None: never."""
