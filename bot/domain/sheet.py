"""The project sheet (แบบโครงการ) of a plan item: its nine sections but for what the item itself says.

Title, period, owner, outputs and outcomes are the item's, so that sheet and plan table cannot disagree; what a sheet says
about money has to add up to the item's amounts, which `cost_gaps` tells (domain.md section 5, "project sheet").
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from bot.domain.plan import PlanItem

MAX_DEPTH: Final = 3
"""Levels of steps (วิธีดำเนินการ): ๑, ๑.๑, ๑.๑.๑."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step, and the steps it consists of."""

    text: str
    steps: tuple["Step", ...] = ()

    def __post_init__(self) -> None:
        if self.depth > MAX_DEPTH:
            raise ValueError(f"steps have at most {MAX_DEPTH} levels")

    @property
    def depth(self) -> int:
        """How many levels it has, itself included."""
        return 1 + max((step.depth for step in self.steps), default=0)


def numbered(steps: tuple[Step, ...], above: str = "") -> Iterator[tuple[str, str]]:
    """Number and text of every step in reading order: ("1", …), ("1.1", …)."""
    for place, step in enumerate(steps, 1):
        number = f"{above}{place}"
        yield number, step.text
        yield from numbered(step.steps, f"{number}.")


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """A group the item is for, and how many."""

    label: str
    count: int | None = None
    unit: str = "คน"


@dataclass(frozen=True, slots=True)
class CostLine:
    """One line of the cost: price × quantity × heads, in baht."""

    label: str
    price: Decimal
    """Baht for one."""
    quantity: Decimal = Decimal(1)
    unit: str = ""
    """What the quantity counts: มื้อ, ชั่วโมง, ชุด."""
    heads: int = 1
    fiscal_year: int | None = None
    """The year it is for; None: every year in which the item is done."""

    @property
    def amount(self) -> Decimal:
        """Baht of the line, to the satang."""
        return (self.price * self.quantity * self.heads).quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class ProjectSheet:
    """What a sheet says beyond its item; an empty part is one that is still to be written."""

    item_id: int
    rationale: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    target_groups: tuple[TargetGroup, ...] = ()
    steps: tuple[Step, ...] = ()
    place: str = ""
    costs: tuple[CostLine, ...] = ()
    version: int = 0

    def costs_of(self, fiscal_year: int) -> tuple[CostLine, ...]:
        """The lines that count in a fiscal year."""
        return tuple(line for line in self.costs if line.fiscal_year in (None, fiscal_year))

    def cost(self, fiscal_year: int) -> Decimal:
        """Their sum in baht."""
        return sum((line.amount for line in self.costs_of(fiscal_year)), Decimal(0))


def cost_gaps(item: PlanItem, sheet: ProjectSheet) -> Mapping[int, tuple[Decimal, Decimal]]:
    """Years in which the cost lines do not add up to the plan's amount: (planned, sum of the lines).

    A sheet without any cost line is not compared: it prints the plan's amount.
    """
    if not sheet.costs:
        return {}
    pairs = {year: (item.amount(year), sheet.cost(year)) for year in sorted(item.years) if item.active_in(year)}
    return {year: pair for year, pair in pairs.items() if pair[0] != pair[1]}


SECTIONS: Final = ("rationale", "objectives", "target_groups", "steps", "costs", "outputs", "outcomes")


def missing(item: PlanItem, sheet: ProjectSheet) -> tuple[str, ...]:
    """Which sections are still empty; costs are only missed where there is money."""
    empty = {name for name in SECTIONS if not getattr(item if name in ("outputs", "outcomes") else sheet, name)}
    if not any(item.amount(year) for year in item.years):
        empty.discard("costs")
    if item.target_group:
        empty.discard("target_groups")
    return tuple(name for name in SECTIONS if name in empty)
