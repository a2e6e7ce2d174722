"""Measures that promote integrity and transparency inside an agency, from the ITA analysis to the result of a round."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

CLASSICAL: Final[Mapping[str, str]] = {
    "disclosure": "มาตรการเผยแพร่ข้อมูลต่อสาธารณะ",
    "participation": "มาตรการให้ผู้มีส่วนได้ส่วนเสียมีส่วนร่วม",
    "procurement": "มาตรการส่งเสริมความโปร่งใสในการจัดซื้อจัดจ้าง",
    "complaints": "มาตรการจัดการเรื่องร้องเรียนการทุจริต",
    "bribery": "มาตรการป้องกันการรับสินบน",
    "conflict": "มาตรการป้องกันการขัดกันระหว่างผลประโยชน์ส่วนตนกับผลประโยชน์ส่วนรวม",
    "discretion": "มาตรการตรวจสอบการใช้ดุลพินิจ",
    "intent": "ประกาศเจตจำนงการบริหารงานด้วยความซื่อสัตย์สุจริต",
}
"""The measures the ITA asks for, by code (domain.md section 5)."""

MONITORING: Final = "รายงานผลการดำเนินงานของมาตรการ"
"""What stands under การกำกับติดตาม before the rounds, unless the officer writes something else."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of a fiscal year."""

    id: int
    fiscal_year: int
    status: str
    seq: int
    name: str
    practices: tuple[str, ...]
    procedure: tuple[str, ...]
    owner: str
    """As printed under ผู้รับผิดชอบ."""
    division_id: int | None
    """Whose officers report it."""
    monitoring: str
    rounds: tuple[int, ...]
    """Months at which it is reported, a part of {3, 6, 9, 12}."""
    version: int


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """What one measure achieved up to the end of a round."""

    id: int
    measure_id: int
    round: int
    details: tuple[str, ...]
    first_day: date
    last_day: date
    output: str
    outcome: str
    note: str
    problem: str
    suggestion: str
    media: tuple[int, ...]
    version: int
    kept: tuple[str, ...] = ()
    """Doubts kept on purpose, as "field:code"."""


@dataclass(frozen=True, slots=True)
class ItaAnalysis:
    """What the last ITA result says must be mended, improved, and how."""

    fiscal_year: int
    analysed_year: int
    """The ITA year looked at (BE), usually the year before."""
    urgent: tuple[str, ...]
    improve: tuple[str, ...]
    actions: tuple[str, ...]
    version: int
