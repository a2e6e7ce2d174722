"""The action plan (แผนปฏิบัติการป้องกันการทุจริต): its items and what was done each quarter."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bot.domain.fiscal import Quarter, first_day, fiscal_year_of, last_day
from bot.domain.framework import Framework
from bot.problems import Problem


class ItemKind(StrEnum):
    """What a plan item is called; documents count them by kind."""

    PROJECT = "project"
    ACTIVITY = "activity"
    MEASURE = "measure"
    GUIDELINE = "guideline"

    @property
    def label(self) -> str:
        return {"project": "โครงการ", "activity": "กิจกรรม", "measure": "มาตรการ", "guideline": "แนวปฏิบัติ"}[self.value]


@dataclass(frozen=True, slots=True)
class Plan:
    """One agency's plan for one period of the national framework."""

    id: int
    framework: str
    """Code of the framework: "2566-2570"."""
    first_year: int
    last_year: int

    @property
    def years(self) -> range:
        """Its fiscal years (BE)."""
        return range(self.first_year, self.last_year + 1)


def covering(plan: Plan | None, fiscal_year: int) -> Plan:
    """The plan, if it covers a fiscal year; else the Problem that says what is missing."""
    if plan is None:
        raise Problem("no_plan")
    if fiscal_year > plan.last_year:
        raise Problem("plan_over", last=plan.last_year, year=fiscal_year)
    return plan


def years_of_next(last: Plan | None, framework: Framework, year: int) -> range:
    """The years of the plan that begins when none covers a year: they are the framework's, but none of the plan before."""
    if last and year <= last.last_year:
        raise Problem("plan_there", first=last.first_year, last=last.last_year)
    if not framework.first_year <= year <= framework.last_year or (last and last.framework == framework.code):
        raise Problem("no_framework", year=year)
    return range(max(framework.first_year, last.last_year + 1 if last else 0), framework.last_year + 1)


@dataclass(frozen=True, slots=True)
class ItemYear:
    """One fiscal year of an item. Not done this year and done without money are different things, so both are kept."""

    active: bool
    amount: Decimal
    """Baht in the plan; zero is the normal case."""


@dataclass(frozen=True, slots=True)
class PlanItem:
    """A project, activity or measure of the plan."""

    id: int
    plan_id: int
    status: str
    """draft (added by an officer, not yet taken into the plan by its owner) | active."""
    seq: int
    mission: str
    sub_mission: str
    kind: ItemKind
    title: str
    target_group: str
    first_day: date
    last_day: date
    division_id: int | None
    division: str
    """The division printed as ผู้รับผิดชอบ."""
    officer_id: int | None
    outputs: tuple[str, ...]
    outcomes: tuple[str, ...]
    version: int
    years: Mapping[int, ItemYear] = field(default_factory=dict)
    note: str = ""
    """หมายเหตุ, as documents print it."""

    def amount(self, fiscal_year: int) -> Decimal:
        """Baht planned for a fiscal year."""
        year = self.years.get(fiscal_year)
        return year.amount if year and year.active else Decimal(0)

    def active_in(self, fiscal_year: int) -> bool:
        """Whether it is to be done in a fiscal year."""
        year = self.years.get(fiscal_year)
        return bool(year and year.active)

    def period_in(self, fiscal_year: int) -> tuple[date, date]:
        """When it is done in a fiscal year."""
        return period_in(self.first_day, self.last_day, fiscal_year)

    def begun_in(self, quarter: Quarter) -> bool:
        """Whether its time has come in a quarter: until then nobody is asked for a result."""
        return begun(self.first_day, self.last_day, quarter)


def begun(first: date, last: date, quarter: Quarter) -> bool:
    """Whether a period has begun when a quarter ends."""
    return period_in(first, last, quarter.fiscal_year)[0] <= quarter.last_day


def period_in(first: date, last: date, fiscal_year: int) -> tuple[date, date]:
    """The part of an item's period that lies in a fiscal year.

    Months of one year recur in every year in which it is done; a longer period that lies elsewhere says nothing about this
    year, so it is all of it.
    """
    start, end = first_day(fiscal_year), last_day(fiscal_year)
    if first <= end and last >= start:
        return max(first, start), min(last, end)
    if fiscal_year_of(first) != fiscal_year_of(last):
        return start, end
    years = fiscal_year - fiscal_year_of(first)
    return _years_later(first, years), _years_later(last, years, month_end=_ends_month(last))


def _ends_month(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


def _years_later(day: date, years: int, *, month_end: bool = False) -> date:
    """The same day of the month, or the last one where there is none."""
    last = monthrange(day.year + years, day.month)[1]
    return date(day.year + years, day.month, last if month_end else min(day.day, last))


class State(StrEnum):
    """Progress of an item in a quarter; the e-PlanNACC form knows all but the first."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CANNOT = "cannot"

    @property
    def label(self) -> str:
        return {
            "not_started": "ยังไม่ดำเนินการ",
            "in_progress": "อยู่ระหว่างดำเนินการ",
            "done": "ดำเนินการแล้วเสร็จ",
            "cannot": "ไม่สามารถดำเนินการได้",
        }[self.value]


class Reason(StrEnum):
    """Why an item cannot be done (the e-PlanNACC form's list)."""

    NO_BUDGET = "no_budget"
    POLICY = "policy"
    STAFF = "staff"
    OTHER = "other"

    @property
    def label(self) -> str:
        return {
            "no_budget": "ไม่ได้รับงบประมาณ",
            "policy": "นโยบายผู้บริหารเปลี่ยนแปลง",
            "staff": "บุคลากรไม่เพียงพอ",
            "other": "อื่น ๆ",
        }[self.value]


@dataclass(frozen=True, slots=True)
class QuarterResult:
    """What was done on one item in one quarter."""

    id: int
    item_id: int
    quarter: Quarter
    state: State
    reason: str
    reason_text: str
    done: str
    disbursed: Decimal | None
    output: str
    outcome: str
    more: Mapping[str, Any]
    """The optional fields, by key, as JSON: place, participants, links, problems, suggestions ..."""
    media: tuple[int, ...]
    version: int
    kept: tuple[str, ...] = ()


def full_year(quarter: Quarter) -> bool:
    """Whether the quarter ends a reporting round of six or twelve months: output and outcome are asked then."""
    return quarter.number in (2, 4)
