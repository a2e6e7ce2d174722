"""What a whole plan holds besides its items: signatories, order, announcement, indicators and risks.

The parts of the five-year plan in domain.md section 5; a document that needs them gets a `WholePlan`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bot.domain.agency import Agency
from bot.domain.framework import Framework
from bot.domain.plan import Plan, PlanItem
from bot.domain.sheet import ProjectSheet


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs: the name in brackets under the line, and the position; who acts for another names the other's post."""

    name: str
    position: str
    acting_for: str = ""
    """The post filled for the time being: printed as "รักษาราชการแทน …"."""

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands under the name."""
        return (self.position, f"รักษาราชการแทน {self.acting_for}") if self.acting_for else (self.position,)


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the working group: by post, or by name and post, and the role in it (ประธาน, กรรมการ, เลขานุการ)."""

    position: str
    role: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """คำสั่งแต่งตั้งคณะทำงานจัดทำแผน."""

    subject: str
    members: tuple[Member, ...]
    duties: tuple[str, ...]
    number: str = ""
    """"123/2569"; room is left for it while it is empty."""
    reasons: tuple[str, ...] = ()
    effective: date | None = None
    """From when it holds; None: from the day of signing."""
    signed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Announcement:
    """ประกาศใช้แผน."""

    subject: str
    reasons: tuple[str, ...] = ()
    signed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """A goal of the plan by year: "จำนวนเรื่องร้องเรียนลดลง", ร้อยละ, {2566: 10, …}."""

    label: str
    unit: str
    values: Mapping[int, Decimal]
    baseline: str = ""
    """What it is compared with."""


@dataclass(frozen=True, slots=True)
class RiskIssue:
    """A way in which corruption could happen in a step of work, and its risk score (likelihood × impact, 1 to 25)."""

    text: str
    score: int | None = None

    def __post_init__(self) -> None:
        if self.score is not None and not 1 <= self.score <= 25:
            raise ValueError("a risk score lies between 1 and 25")


@dataclass(frozen=True, slots=True)
class RiskControl:
    """What is done against it, and the plan item that does it."""

    text: str
    item_id: int | None = None


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A step of work with its risks and controls."""

    step: str
    issues: tuple[RiskIssue, ...]
    controls: tuple[RiskControl, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WholePlan:
    """A plan with everything in it, as one agency's documents need it."""

    agency: Agency
    plan: Plan
    framework: Framework
    items: tuple[PlanItem, ...]
    """Those that are in the plan; drafts are left out."""
    sheets: Mapping[int, ProjectSheet] = field(default_factory=dict)
    """By item id."""
    order: Order | None = None
    announcement: Announcement | None = None
    indicators: tuple[Indicator, ...] = ()
    risks: tuple[RiskRow, ...] = ()
    mayor: Signatory
    clerk: Signatory

    def sheet(self, item: PlanItem) -> ProjectSheet:
        """The item's sheet; an empty one when nothing is written yet."""
        return self.sheets.get(item.id) or ProjectSheet(item.id)
