"""What documents need beside plan and measures: who signs for which post at which time, and what a memo says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.domain.plan_document import Signatory


@dataclass(frozen=True, slots=True)
class Term:
    """A time in which somebody signs for a post, the clerk's or the mayor's."""

    post: str
    """Role of who holds it: "clerk", "mayor"."""
    who: Signatory
    first_day: date | None = None
    """None: since ever."""
    last_day: date | None = None
    """None: until further notice."""

    def holds(self, day: date) -> bool:
        return (self.first_day or date.min) <= day <= (self.last_day or date.max)


def signs(terms: Iterable[Term], post: str, day: date) -> Signatory | None:
    """Who signs for a post on a day: of several whoever began last, so that an acting officer goes before the holder."""
    found = [term for term in terms if term.post == post and term.holds(day)]
    return max(found, key=lambda term: term.first_day or date.min).who if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoText:
    """What is known of one memo: number and day, and what its writer says instead of our words."""

    submits: str
    """Kind of the document it submits."""
    fiscal_year: int
    round: int = 0
    """Months; 0 where the document is of no round."""
    about: str = ""
    """Code of the classical measure, of its report."""
    number: str = ""
    dated: date | None = None
    division_id: int | None = None
    """Who writes; None: the division of the plan owner."""
    background: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    proposals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoundNote:
    """Problems and suggestions about the plan as a whole, for the report of a round."""

    fiscal_year: int
    round: int
    problems: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
