"""One classical measure by itself: what is done for it, the works it concerns, and its cases in figures.

The seven classical measures and ประกาศเจตจำนง share one record; what differs in words stands in a table
(`templates/single_measures.yaml`), so that a further measure is a further entry (domain.md section 5).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Final

from bot.domain.measures import CLASSICAL
from bot.domain.progress import percent

CODES: Final = {name: code for code, name in CLASSICAL.items()}
"""The code of a classical measure by its name."""


@dataclass(frozen=True, slots=True)
class ProcessHeads:
    """How the table of works is headed."""

    title: str
    work: str
    holder: str
    criteria: str
    risk: str


@dataclass(frozen=True, slots=True)
class CaseHeads:
    """How the figures are headed, each with its unit."""

    row: str
    total: str
    first: str
    second: str
    rest: str
    late: str
    other: str


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """The words of one measure."""

    background: str
    objectives: tuple[str, ...]
    practices: tuple[str, ...]
    processes: ProcessHeads
    statistics: CaseHeads


def parse_measure_words(data: Mapping[str, Any]) -> Mapping[str, MeasureWords]:
    """The table as it stands in its file, by code of CLASSICAL; a ValueError says where it is wrong."""
    if set(data) != set(CLASSICAL):
        raise ValueError(f"needs the measures {', '.join(CLASSICAL)}")
    try:
        return {
            code: MeasureWords(
                background=_text(row["background"]),
                objectives=tuple(map(_text, row["objectives"])),
                practices=tuple(map(_text, row["practices"])),
                processes=ProcessHeads(
                    **{field.name: _text(row["processes"][field.name]) for field in fields(ProcessHeads)}
                ),
                statistics=CaseHeads(
                    **{field.name: _text(row["statistics"][field.name]) for field in fields(CaseHeads)}
                ),
            )
            for code, row in data.items()
        }
    except (KeyError, TypeError) as error:
        raise ValueError(f"a measure lacks {error}") from error


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"needs a text, is {value!r}")
    return " ".join(value.split())


@dataclass(frozen=True, slots=True)
class Process:
    """A work the measure concerns: who holds the power, by which criteria, what could go wrong."""

    work: str
    holder: str = ""
    criteria: str = ""
    risk: str = ""


@dataclass(frozen=True, slots=True)
class Cases:
    """The figures of one work (or channel, or division): of all cases, those of the first and second outcome.

    What is neither is still open, so it is not asked for: the figures cannot disagree.
    """

    label: str
    total: int
    first: int = 0
    second: int = 0
    late: int = 0
    other: int = 0

    def __post_init__(self) -> None:
        if min(self.total, self.first, self.second, self.late, self.other) < 0:
            raise ValueError("figures are never negative")
        if self.first + self.second > self.total or self.late > self.total:
            raise ValueError("a part is larger than the whole")

    @property
    def rest(self) -> int:
        return self.total - self.first - self.second

    @property
    def shares(self) -> Mapping[str, Decimal | None]:
        """Each part in percent of all cases."""
        return {name: percent(getattr(self, name), self.total) for name in ("first", "second", "rest", "late")}


def all_cases(rows: Iterable[Cases], label: str = "") -> Cases:
    """The sum of the rows."""
    found = list(rows)
    names = ("total", "first", "second", "late", "other")
    return Cases(label, **{name: sum(getattr(row, name) for row in found) for name in names})


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleMeasure:
    """What an agency says of one classical measure in a fiscal year; an empty part is said in the product's words."""

    code: str
    """Of CLASSICAL."""
    fiscal_year: int
    background: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    practices: tuple[str, ...] = ()
    processes: tuple[Process, ...] = ()
    cases: tuple[Cases, ...] = ()

    def __post_init__(self) -> None:
        if self.code not in CLASSICAL:
            raise ValueError(f"no classical measure is called {self.code!r}")

    @property
    def title(self) -> str:
        return CLASSICAL[self.code]


@dataclass(frozen=True, slots=True)
class SaveSingleMeasure:
    """Write what the report of one measure says of it, over the version that was seen (0: nothing was written)."""

    measure_id: int
    version: int
    background: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    practices: tuple[str, ...] = ()
    processes: tuple[Mapping[str, Any], ...] = ()
    cases: tuple[Mapping[str, Any], ...] = ()
    """Rows as answered: whole numbers by the names of `Cases`."""


@dataclass(frozen=True, slots=True)
class SingleMeasureSaved:
    measure_id: int
    name: str
