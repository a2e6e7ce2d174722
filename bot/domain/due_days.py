"""When results and reports of a period are due in an agency, and until when they can be changed.

A quarter and the round that ends with it share their days. Each step has a day of the year, which the agency may move; the
defaults are those of the reporting cycle (15, 22 and the last of the month after). What is due on a day off is due on the
working day before.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final, Self

from bot.domain.fiscal import ROUND_MONTHS, Period, Quarter
from bot.domain.workdays import up_to
from bot.problems import Problem


class Step(StrEnum):
    """What is to happen after a period, in this order."""

    OWNER = "owner"
    """Its results are recorded."""
    CLERK = "clerk"
    """The clerk has its report."""
    PUBLISHED = "published"
    LOCKED = "locked"
    """The last day on which results can be changed; it stays where it is on a day off."""

    @property
    def label(self) -> str:
        return {
            "owner": "บันทึกผลภายใน",
            "clerk": "รายงานถึงปลัดภายใน",
            "published": "เผยแพร่ภายใน",
            "locked": "แก้ไขผลได้ถึง",
        }[self.value]


Day = tuple[int, int]
"""Month and day of the month."""

_AFTER: Final = {3: 1, 6: 4, 9: 7, 12: 10}
"""The month after so many months of the fiscal year."""
_LONGEST: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
DEFAULTS: Final[dict[Step, dict[int, Day]]] = {
    Step.OWNER: {months: (month, 15) for months, month in _AFTER.items()},
    Step.CLERK: {months: (month, 22) for months, month in _AFTER.items()},
    Step.PUBLISHED: {months: (month, _LONGEST[month - 1]) for months, month in _AFTER.items()},
    Step.LOCKED: dict.fromkeys(_AFTER, (10, 31)),  # with the year's report, which is made of all quarters
}


def months_of(period: Period) -> int:
    """How many months of the fiscal year are over with a period."""
    return 3 * period.number if isinstance(period, Quarter) else period.months


@dataclass(frozen=True, slots=True)
class DueDays:
    """An agency's days, as far as they are not the usual ones."""

    moved: tuple[tuple[int, Step, Day], ...] = ()

    @classmethod
    @lru_cache(maxsize=1024)
    def parse(cls, text: str) -> Self:
        """What `code` wrote: "6.owner.04-10 12.published.10-25"."""
        moved = []
        for word in text.split():
            found = re.fullmatch(r"(3|6|9|12)\.([a-z]+)\.([0-9]{2})-([0-9]{2})", word)
            if not found:
                raise ValueError(f"{word!r} is no due day")
            moved.append((int(found[1]), Step(found[2]), (int(found[3]), int(found[4]))))
        return cls().with_days(moved)

    @property
    def code(self) -> str:
        """Stable text for rows and files; empty for the usual days."""
        return " ".join(f"{months}.{step}.{month:02d}-{day:02d}" for months, step, (month, day) in self.moved)

    def of(self, months: int, step: Step) -> Day:
        """Month and day of a step."""
        found = (day for of_months, of_step, day in self.moved if (of_months, of_step) == (months, step))
        return next(found, DEFAULTS[step][months])

    def with_days(self, changes: Iterable[tuple[int, Step, Day]]) -> Self:
        """These days moved as well; Problem("due_order") when one step comes before the one it follows."""
        days = {(months, step): self.of(months, step) for months in ROUND_MONTHS for step in Step}
        days |= {(months, step): day for months, step, day in changes}
        for month, day in days.values():
            if not (1 <= month <= 12 and 1 <= day <= _LONGEST[month - 1]):
                raise ValueError(f"{month}-{day} is in no calendar")
        for months in ROUND_MONTHS:
            after = [((days[months, step][0] - _AFTER[months]) % 12, days[months, step][1]) for step in Step]
            if after != sorted(after):
                raise Problem("due_order")
        moved = [(*key, day) for key, day in days.items() if DEFAULTS[key[1]][key[0]] != day]
        return type(self)(tuple(moved))

    def day(self, period: Period, step: Step = Step.OWNER) -> date:
        """The day by which a step of a period is due."""
        month, day = self.of(months_of(period), step)
        end = period.last_day
        year = end.year + (month <= end.month)
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        found = date(year, month, min(day, 28) if month == 2 and not leap else day)
        return found if step is Step.LOCKED else up_to(found)


USUAL: Final = DueDays()
