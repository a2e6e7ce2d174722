"""Of what people are reminded: results of their own, what others owe for too long, reports that wait for their word."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from bot.domain.duty import Duty

NEVER: Final = date.max
"""Whoever is to be left in peace until this day is not reminded at all."""
LONGEST_QUIET: Final = 31
"""Days for which people can be left in peace; a day further ahead was written before a clock was set back."""


class Kind(StrEnum):
    """Why somebody is reminded: the word that rules of rows begin with."""

    OWN = ""
    """A result of one's own is due or overdue."""
    LATE = "late"
    """One of others is overdue: told to who looks after the plan, and to the clerk a week later."""
    DECIDE = "decide"
    """A report waits for one's word."""

    def rule(self, days: int) -> str:
        """As it stands in the rows: "-14", "+8", "late+8", "decide+2"."""
        return f"{self}{days:+d}"

    @classmethod
    def of(cls, rule: str) -> "Kind":
        """The kind of a rule."""
        return cls(rule.rstrip("+-0123456789"))


@dataclass(frozen=True, slots=True)
class Late:
    """A result of somebody else that is overdue."""

    due_on: date
    duty: Duty
    who: tuple[tuple[str, bool], ...]
    """Names of those whose duty it is, and whether they want no reminders."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report that waits for somebody's word."""

    report_id: int
    title: str
    since: date

    @property
    def code(self) -> str:
        """As it stands in the rows, where else the period is named."""
        return f"#{self.report_id}"


@dataclass(frozen=True, slots=True)
class Digest:
    """All that one person is reminded of in one message."""

    own: tuple[tuple[date, Duty], ...] = ()
    """With the day each is due."""
    decide: tuple[Waiting, ...] = ()
    late: tuple[Late, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.own or self.decide or self.late)

    @property
    def titles(self) -> tuple[str, ...]:
        """All of it by name."""
        return (
            *(duty.title for _, duty in self.own),
            *(report.title for report in self.decide),
            *(late.duty.title for late in self.late),
        )


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a person is going to be reminded of, where, or why not."""

    name: str
    digest: Digest
    channel: str
    why_not: str
    """As the rows say it; empty for who is told."""
    waits: bool
    """Whether it waits on that channel until the person writes, because the month's messages are used up."""


def quiet_until(until: date | None, today: date) -> date | None:
    """The day before which somebody is not to be reminded; none for who is."""
    if until is None or until <= today:
        return None
    return until if until == NEVER or (until - today).days <= LONGEST_QUIET else None
