"""The format of a plan in an agency file."""

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from bot.agencyfile.part import Part, Quarter, Score
from bot.agencyfile.values import (
    Code,
    Day,
    Kind,
    Moment,
    Money,
    Name,
    Number,
    Period,
    Progress,
    Said,
    Text,
    Whole,
    Why,
    Year,
    Yes,
    asked,
)
from bot.domain.sheet import MAX_DEPTH
from bot.problems import Problem


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


def _depth(steps: tuple[Step, ...]) -> int:
    return 1 + max(_depth(step.steps) for step in steps) if steps else 0


def _shallow(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    if _depth(steps) > MAX_DEPTH:
        raise asked(Problem("file_steps_too_deep", limit=MAX_DEPTH))
    return steps


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
    steps: Annotated[tuple[Step, ...], AfterValidator(_shallow)] = ()
    place: Text = ""
    costs: tuple[Cost, ...] = ()


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
    next_step: Text = ""
    kept: tuple[Text, ...] = ()
    """Doubts the reporter kept on purpose, as "field:rule"."""
    reporter: Name | None = None
    """A person of the file."""
    recorded: Moment | None = None
    """When; the time of loading when left out."""


class Item(Part):
    """A project, activity or measure of the plan, in the order of the plan."""

    kind: Kind
    mission: Annotated[Code, Said]
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
    """หมายเหตุ, as documents print it."""
    draft: Yes = False
    """Whether the plan owner has still to take it into the plan."""
    years: dict[Year, Money | None] = Field(default={})
    """Baht by fiscal year in which it is done; 0 is done without money; a year that is not named, or has nothing, is not done."""
    sheet: Sheet | None = None
    results: tuple[QuarterResult, ...] = ()
    key: Name | None = None


class Indicator(Part):
    """A goal of the plan by year."""

    label: Text
    unit: Text = ""
    baseline: Text = ""
    values: dict[Year, Number] = Field(default={})


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

    framework: Annotated[Code, Said]
    """Its code: "2566-2570"."""
    first_year: Year | None = None
    """The framework's when left out."""
    last_year: Year | None = None
    items: tuple[Item, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    risks: tuple[Risk, ...] = ()
    order: Order | None = None
    announcement: Announcement | None = None
