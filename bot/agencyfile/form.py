"""The format of an agency file, version 1. docs/agency-file.md and docs/agency.schema.json are made from it.

What has its default is left out of a file. Divisions, people and plan items are named by what they are called; where two are
called the same, `key` tells them apart.
"""

from decimal import Decimal
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)
from pydantic_core import CoreSchema

from bot.agencyfile.values import (
    AgencyKind,
    Code,
    Day,
    Digits,
    Duty,
    Head,
    Kind,
    Moment,
    Money,
    Name,
    Number,
    Period,
    Progress,
    Text,
    Whole,
    Why,
    Year,
    Yes,
    asked,
    no_value,
)
from bot.domain.fiscal import ROUND_MONTHS
from bot.domain.measures import MONITORING
from bot.domain.sheet import MAX_DEPTH
from bot.problems import Problem

VERSION = 1


def _version(number: int) -> int:
    if number != VERSION:
        raise asked(Problem("file_version", value=number, known=VERSION))
    return number


Version = Annotated[Whole, AfterValidator(_version)]
Round = Annotated[Whole, AfterValidator(lambda months: months if months in ROUND_MONTHS else no_value())]
"""Months after which is reported: 3, 6, 9 or 12."""
Quarter = Annotated[Whole, AfterValidator(lambda number: number if 1 <= number <= 4 else no_value())]
Score = Annotated[Whole, AfterValidator(lambda score: score if 1 <= score <= 25 else no_value())]


class Part(BaseModel):
    """A part of the file. A heading with nothing behind it is as good as left out."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    short: ClassVar[str] = ""
    """The one field that may stand for all, when nothing else is said: a division is its name."""

    @model_validator(mode="wrap")
    @classmethod
    def _given(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if isinstance(data, str) and cls.short:
            data = {cls.short: data}
        if isinstance(data, dict):
            data = {key: value for key, value in data.items() if value is not None}
        return handler(data)

    @model_serializer(mode="wrap")
    def _written(self, handler: SerializerFunctionWrapHandler) -> Any:
        data = handler(self)
        return data[self.short] if data.keys() == {self.short} else data

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        schema = handler.resolve_ref_schema(handler(core))
        if not cls.short:
            return schema
        return {"description": schema.pop("description", ""), "anyOf": [{"type": "string"}, schema]}


class Agency(Part):
    """The agency."""

    name: Name
    """Full name: "เทศบาลตำบล…"."""
    kind: AgencyKind
    tambon: Text = ""
    district: Text = ""
    province: Text = ""
    digits: Digits = "thai"
    """How its documents write digits."""
    approver: Head = "clerk"
    """Whose word ends the approval of reports."""
    sample: Yes = False
    """Whether it is invented, to try things with."""


class Division(Part):
    """A division (สำนัก, กอง); its name alone will do."""

    short: ClassVar[str] = "name"

    name: Name
    key: Name | None = None


class Person(Part):
    """Somebody of the agency. Chats are not in the file: whoever has not joined yet does so by a code."""

    name: Name
    position: Text = ""
    role: Duty
    division: Name | None = None
    left: Moment | None = None
    """When the duty ended."""
    key: Name | None = None


class TargetGroup(Part):
    """A group an item is for."""

    short: ClassVar[str] = "label"

    label: Text
    count: Whole | None = None
    unit: Text = "คน"


class Step(Part):
    """A step of the work, with the steps it consists of; up to three levels."""

    short: ClassVar[str] = "text"

    text: Text
    steps: "tuple[Step, ...]" = ()


class Cost(Part):
    """A line of the cost: price × quantity × heads."""

    label: Text
    price: Money
    quantity: Number = Decimal(1)
    unit: Text = ""
    heads: Whole = 1
    fiscal_year: Year | None = None
    """The year it is for; every year when left out."""


class Sheet(Part):
    """The project sheet: what the item itself does not say."""

    rationale: tuple[Text, ...] = ()
    objectives: tuple[Text, ...] = ()
    target_groups: tuple[TargetGroup, ...] = ()
    steps: tuple[Step, ...] = ()
    place: Text = ""
    costs: tuple[Cost, ...] = ()

    @model_validator(mode="after")
    def _levels(self) -> Self:
        def depth(steps: tuple[Step, ...]) -> int:
            return 1 + max((depth(step.steps) for step in steps), default=0) if steps else 0

        if depth(self.steps) > MAX_DEPTH:
            raise asked(Problem("file_steps_too_deep", limit=MAX_DEPTH))
        return self


class Published(Part):
    """Where a result was made public."""

    short: ClassVar[str] = "channel"

    channel: Text
    link: Text = ""


class QuarterResult(Part):
    """What was done on an item in a quarter; quarter 1 is October to December."""

    fiscal_year: Year
    quarter: Quarter
    state: Progress
    reason: Why | None = None
    """Why it cannot be done."""
    reason_text: Text = ""
    done: Text = ""
    disbursed: Money | None = None
    """Baht spent since the year began."""
    output: Text = ""
    outcome: Text = ""
    held_on: Day | None = None
    place: Text = ""
    planned: Number | None = None
    """People expected."""
    took_part: Number | None = None
    percent: Number | None = None
    ordinance: Money | None = None
    """Baht in the budget ordinance."""
    in_ordinance: Yes | None = None
    published: tuple[Published, ...] = ()
    problems: Text = ""
    suggestions: Text = ""
    kept: tuple[Text, ...] = ()
    """Doubts the reporter kept on purpose, as "field:rule"."""
    reporter: Name | None = None
    """A person of the file."""
    recorded: Moment | None = None
    """When; the time of loading when left out."""


class Item(Part):
    """A project, activity or measure of the plan, in the order of the plan."""

    kind: Kind
    mission: Code
    """Number of the mission or sub-mission in the framework: "1.1" or "1.1.2"."""
    title: Name
    target_group: Text = ""
    period: Period | None = None
    """When it is done; all of the plan's years when left out."""
    owner: Name | None = None
    """The division printed as ผู้รับผิดชอบ."""
    officer: Name | None = None
    """The person who reports."""
    outputs: tuple[Text, ...] = ()
    outcomes: tuple[Text, ...] = ()
    note: Text = ""
    """หมายเหตุ."""
    draft: Yes = False
    """Whether the plan owner has still to take it into the plan."""
    years: dict[Year, Money | None] = {}
    """Baht by fiscal year in which it is done; 0 is done without money; a year that is not named, or has nothing, is not done."""
    sheet: Sheet | None = None
    results: tuple[QuarterResult, ...] = ()
    key: Name | None = None


class Indicator(Part):
    """A goal of the plan by year."""

    label: Text
    unit: Text = ""
    baseline: Text = ""
    values: dict[Year, Number] = {}


class Issue(Part):
    """A way in which corruption could happen, with its score from 1 to 25."""

    short: ClassVar[str] = "text"

    text: Text
    score: Score | None = None


class Control(Part):
    """What is done against it."""

    short: ClassVar[str] = "text"

    text: Text
    item: Name | None = None
    """The plan item that does it."""


class Risk(Part):
    """A step of work with its risks and controls."""

    step: Text
    issues: tuple[Issue, ...] = ()
    controls: tuple[Control, ...] = ()


class Member(Part):
    """A member of the working group."""

    short: ClassVar[str] = "position"

    name: Text = ""
    position: Text = ""
    role: Text = ""


class Order(Part):
    """The order that appoints the working group."""

    number: Code = ""
    subject: Text = ""
    reasons: tuple[Text, ...] = ()
    members: tuple[Member, ...] = ()
    duties: tuple[Text, ...] = ()
    effective: Day | None = None
    """From when it holds; from the day of signing when left out."""
    signed_on: Day | None = None


class Announcement(Part):
    """The announcement of the plan."""

    subject: Text = ""
    reasons: tuple[Text, ...] = ()
    signed_on: Day | None = None


class Plan(Part):
    """The plan of one period."""

    framework: Code
    """Its code: "2566-2570"."""
    first_year: Year | None = None
    """The framework's when left out."""
    last_year: Year | None = None
    items: tuple[Item, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    risks: tuple[Risk, ...] = ()
    order: Order | None = None
    announcement: Announcement | None = None


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


class MeasureSet(Part):
    """The measures of a fiscal year."""

    fiscal_year: Year
    analysis: Analysis | None = None
    measures: tuple[Measure, ...] = ()


class File(Part):
    """An agency file."""

    version: Version
    agency: Agency
    divisions: tuple[Division, ...] = ()
    people: tuple[Person, ...] = ()
    plans: tuple[Plan, ...] = ()
    measures: tuple[MeasureSet, ...] = ()
