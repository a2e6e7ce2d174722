"""What documents need beside plan and measures: who signs for which post at which time, and what a memo says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.agency import Act
from bot.domain.ita import ItaItems
from bot.domain.plan_document import Signatory
from bot.domain.report import MONTHS, About, ReportKind, check_about


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


class Paperwork(StrEnum):
    """What is written once about a document, a round or an ITA year, and kept under what it is about."""

    MEMO = "memo"
    NOTE = "round_note"
    ITA = "ita_numbers"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def act(self) -> Act:
        """What somebody has to be allowed to write it."""
        return Act.SETTINGS if self is Paperwork.ITA else Act.CHANGE_PLAN

    def blank(self, about: About) -> MemoText | RoundNote | ItaItems:
        """It while nothing is written; a ValueError where nothing ever is."""
        match self:
            case Paperwork.MEMO:
                check_about(ReportKind.MEMO, about)
                kind, of = about.submits
                return MemoText(submits=kind.value, fiscal_year=about.fiscal_year, round=about.months, about=of.subject)
            case Paperwork.NOTE:
                kind = next((kind for kind, months in MONTHS.items() if months == about.months), ReportKind.FOLLOW_UP)
                check_about(kind, about)
                return RoundNote(about.fiscal_year, about.months)
            case Paperwork.ITA:
                check_about(ReportKind.PLAN_FLAT, about)
                return ItaItems()


_LABELS = {
    Paperwork.MEMO: "ข้อมูลบันทึกข้อความ",
    Paperwork.NOTE: "ปัญหาและข้อเสนอแนะ",
    Paperwork.ITA: "เลขข้อ ITA ของเอกสาร",
}
