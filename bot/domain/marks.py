"""Items named when a report is sent back: each comes back to whoever is to mend it, with what was recorded before."""

from dataclasses import dataclass
from typing import Final

from bot.domain.duty import Duty
from bot.domain.report import Report, ReportKind

MOST: Final = 5
"""Items that can be named; where more is wrong, the reason says it."""
MARKED: Final = frozenset({ReportKind.FOLLOW_UP, ReportKind.YEARLY_REPORT, ReportKind.MEASURE_REPORT})
"""Kinds in which items can be named: what they show of each is recorded item by item."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One item that is to be mended."""

    duty: Duty
    """Which result; whose it is follows as for one that is missing."""
    reason: str
    report_id: int
    person_id: int
    """Who sent it back."""

    @property
    def line(self) -> str:
        return f"แก้ไขตามที่ส่งกลับ: {self.duty.title} เหตุผล: {self.reason}"


@dataclass(frozen=True, slots=True)
class Marked:
    """Who is to mend what."""

    person_id: int
    duties: tuple[Duty, ...]


def can_mark(report: Report) -> bool:
    """Whether items of it can be named."""
    return report.kind in MARKED
