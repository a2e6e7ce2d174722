"""The format of an agency file, version 1. docs/agency-file.md and docs/agency.schema.json are made from it.

What has its default is left out of a file. Divisions, people and plan items are named by what they are called; where two are
called the same, `key` tells them apart.
"""

from functools import partial
from typing import Annotated, ClassVar, Self

from pydantic import (
    AfterValidator,
    model_validator,
)

from bot.agencyfile.part import Part, Quarter, Round
from bot.agencyfile.plan_form import Plan
from bot.agencyfile.values import (
    AgencyKind,
    Approvers,
    Classical,
    Code,
    Day,
    Digits,
    Duty,
    Head,
    ItaItem,
    Level,
    Moment,
    Name,
    Paper,
    Period,
    Text,
    Whole,
    Year,
    Yes,
    asked,
)
from bot.domain import single_measure
from bot.domain.agency_form import bare_place
from bot.domain.due_days import DueDays
from bot.domain.measures import MONITORING
from bot.problems import Problem

VERSION = 1


def _version(number: int) -> int:
    if number != VERSION:
        raise asked(Problem("file_version", value=number, known=VERSION))
    return number


Version = Annotated[Whole, AfterValidator(_version)]


def _due_days(text: str) -> str:
    return DueDays.parse(text).code


class Agency(Part):
    """The agency."""

    name: Name
    """Full name: "เทศบาลตำบล…"."""
    kind: AgencyKind
    tambon: Annotated[Text, AfterValidator(partial(bare_place, "tambon"))] = ""
    district: Annotated[Text, AfterValidator(partial(bare_place, "district"))] = ""
    province: Annotated[Text, AfterValidator(partial(bare_place, "province"))] = ""
    digits: Digits = "thai"
    """How its documents write digits."""
    due_days: Annotated[str, AfterValidator(_due_days)] = ""
    """Days of its reporting cycle that are not the usual ones: months, step and day, as in "6.owner.04-10 6.published.04-25"."""
    automatic_reports: Yes = True
    """Whether drafts of the reports of six and twelve months are made by themselves when their rounds end."""
    approver: Approvers = "clerk"
    """Whose word documents need, one level after the other."""
    approve_own: Yes = False
    """Whether who submitted a document may approve it too, while acting for a level."""
    sample: Yes = False
    """Whether it is invented, to try things with."""


class Division(Part):
    """A division (สำนัก, กอง); its name alone will do."""

    short: ClassVar[str] = "name"

    name: Name
    telephone: Code = ""
    key: Name | None = None


class Person(Part):
    """Somebody of the agency. Chats are not in the file: whoever has not joined yet does so by a code."""

    name: Name
    position: Text = ""
    role: Duty
    division: Name | None = None
    left: Moment | None = None
    """When the duty ended."""
    quiet_until: Day | None = None
    """Not reminded before this day."""
    reminded: Yes = True
    """Whether ever reminded."""
    key: Name | None = None


class Signatory(Part):
    """Who signs for the mayor or the clerk; of several at a time whoever began last."""

    post: Head
    name: Text = ""
    position: Text = ""
    acting_for: Text = ""
    """The post filled for the time being: "รักษาราชการแทน …"."""
    first_day: Day | None = None
    last_day: Day | None = None


class Acting(Part):
    """Who decides about documents in the place of a level for some days (ผู้รักษาราชการแทน)."""

    person: Name
    level: Level
    division: Name | None = None
    """Whose head's place it is."""
    first_day: Day
    last_day: Day


class ItaItems(Part):
    """The item numbers of an ITA year, where the agency knows better than the product's table."""

    year: Year
    plan: ItaItem | None = None
    six_month: ItaItem | None = None
    yearly: ItaItem | None = None
    measures: ItaItem | None = None
    measures_result: ItaItem | None = None


class Reopened(Part):
    """A closed quarter whose results may be changed once more, up to a day; of several the last one says until when."""

    fiscal_year: Year
    quarter: Quarter
    until: Day
    reason: Text
    by: Name
    at: Moment


class MeasureResult(Part):
    """What a measure achieved up to the end of a round."""

    round: Round
    period: Period
    details: tuple[Text, ...] = ()
    output: Text = ""
    outcome: Text = ""
    note: Text = ""
    problem: Text = ""
    suggestion: Text = ""
    kept: tuple[Text, ...] = ()
    reporter: Name | None = None
    recorded: Moment | None = None


class Measure(Part):
    """A measure of the year."""

    name: Name
    practices: tuple[Text, ...] = ()
    procedure: tuple[Text, ...] = ()
    division: Name | None = None
    """Whose officers report it."""
    owner: Text = ""
    """As printed under ผู้รับผิดชอบ; the division when left out."""
    monitoring: Text = MONITORING
    rounds: tuple[Round, ...] = (6, 12)
    draft: Yes = False
    results: tuple[MeasureResult, ...] = ()


class Analysis(Part):
    """What the last ITA result says."""

    analysed_year: Year | None = None
    """The year before when left out."""
    urgent: tuple[Text, ...] = ()
    improve: tuple[Text, ...] = ()
    actions: tuple[Text, ...] = ()


class Process(Part):
    """A work that a measure concerns."""

    short: ClassVar[str] = "work"

    work: Text
    holder: Text = ""
    """Who holds the power."""
    criteria: Text = ""
    risk: Text = ""


class Cases(Part):
    """The figures of a work: all cases, those of the first and of the second outcome, late ones, others."""

    label: Text
    total: Whole
    first: Whole = 0
    second: Whole = 0
    late: Whole = 0
    other: Whole = 0

    @model_validator(mode="after")
    def _whole(self) -> Self:
        try:
            single_measure.Cases(self.label, self.total, self.first, self.second, self.late, self.other)
        except ValueError:
            raise asked(Problem("file_cases", value=self.label)) from None
        return self


class SingleMeasure(Part):
    """What the report of one classical measure says; an empty part is said in the product's words."""

    measure: Classical
    background: tuple[Text, ...] = ()
    objectives: tuple[Text, ...] = ()
    practices: tuple[Text, ...] = ()
    processes: tuple[Process, ...] = ()
    cases: tuple[Cases, ...] = ()


class MeasureSet(Part):
    """The measures of a fiscal year."""

    fiscal_year: Year
    analysis: Analysis | None = None
    measures: tuple[Measure, ...] = ()
    single: tuple[SingleMeasure, ...] = ()


class Note(Part):
    """Problems and suggestions about the plan as a whole, for the report of a round."""

    fiscal_year: Year
    round: Round
    problems: tuple[Text, ...] = ()
    suggestions: tuple[Text, ...] = ()


class Memo(Part):
    """A memo (บันทึกข้อความ): number, day, and what its writer says instead of our words."""

    submits: Paper
    fiscal_year: Year
    round: Round | None = None
    about: Classical | None = None
    """The measure, of its report."""
    number: Code = ""
    dated: Day | None = None
    division: Name | None = None
    """Who writes; the plan owner's division when left out."""
    background: tuple[Text, ...] = ()
    facts: tuple[Text, ...] = ()
    proposals: tuple[Text, ...] = ()


class File(Part):
    """An agency file."""

    version: Version
    agency: Agency
    divisions: tuple[Division, ...] = ()
    people: tuple[Person, ...] = ()
    signatories: tuple[Signatory, ...] = ()
    acting: tuple[Acting, ...] = ()
    ita_items: tuple[ItaItems, ...] = ()
    plans: tuple[Plan, ...] = ()
    measures: tuple[MeasureSet, ...] = ()
    notes: tuple[Note, ...] = ()
    memos: tuple[Memo, ...] = ()
    reopened: tuple[Reopened, ...] = ()
