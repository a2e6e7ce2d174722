"""The national framework of a plan period: dimensions (มิติ), missions (ภารกิจตามมิติ), sub-missions.

The NACC fixes it for each period (2561–2565, 2566–2570, …). Every plan item stands under a mission and often under a
sub-mission. The tables are data (`templates/frameworks/<code>.yaml`); a future period is a new table, no code.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class SubMission:
    """The lowest level, code "1.1.1"."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Mission:
    """The middle level, code "1.1"; a few have no sub-missions."""

    code: str
    title: str
    sub_missions: tuple[SubMission, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """The highest level, code "1"."""

    code: str
    title: str
    missions: tuple[Mission, ...]


@dataclass(frozen=True, slots=True)
class Framework:
    """The framework of one plan period; its look-ups raise KeyError for a code it does not have."""

    code: str
    first_year: int
    last_year: int
    dimensions: tuple[Dimension, ...]

    def years_for(self, year: int) -> range:
        """The years of a plan by it that covers a year: its own, or as many from that year on."""
        own = range(self.first_year, self.last_year + 1)
        return own if year in own else range(year, year + len(own))

    @property
    def missions(self) -> tuple[Mission, ...]:
        return tuple(mission for dimension in self.dimensions for mission in dimension.missions)

    @property
    def sub_missions(self) -> tuple[SubMission, ...]:
        return tuple(sub for mission in self.missions for sub in mission.sub_missions)

    def mission(self, code: str) -> Mission:
        return {mission.code: mission for mission in self.missions}[code]

    def sub_mission(self, code: str) -> SubMission:
        return {sub.code: sub for sub in self.sub_missions}[code]

    def dimension_of(self, code: str) -> Dimension:
        """The dimension in which a code of any level stands."""
        if code.count(".") == 1:
            self.mission(code)
        elif code.count(".") > 1:
            self.sub_mission(code)
        return {dimension.code: dimension for dimension in self.dimensions}[code.partition(".")[0]]


def parse_framework(data: Mapping[str, object]) -> Framework:
    """The framework of a table as it stands in its file; a ValueError says where the table is wrong."""
    code, first, last = data.get("code"), data.get("first_year"), data.get("last_year")
    if not isinstance(code, str) or not code.strip():
        raise ValueError("code: needs a text")
    if not isinstance(first, int) or not isinstance(last, int) or not 2500 <= first <= last <= 2700:
        raise ValueError("first_year, last_year: need two Buddhist-Era years in order")
    return Framework(code.strip(), first, last, tuple(_dimensions(data)))


def _dimensions(data: Mapping[str, object]) -> Iterator[Dimension]:
    for row in _rows(data, "dimensions", parent=None):
        yield Dimension(row.code, row.title, tuple(_missions(row)))


def _missions(dimension: "_Row") -> Iterator[Mission]:
    for row in _rows(dimension.data, "missions", parent=dimension):
        subs = _rows(row.data, "sub_missions", parent=row, may_be_empty=True)
        yield Mission(row.code, row.title, tuple(SubMission(sub.code, sub.title) for sub in subs))


class _Row(NamedTuple):
    place: str
    code: str
    title: str
    data: Mapping[str, object]


def _rows(data: Mapping[str, object], key: str, *, parent: _Row | None, may_be_empty: bool = False) -> Iterator[_Row]:
    """The rows of one level, whose codes must count from one under their parent's: that leaves no gap and no double."""
    place = f"{parent.place}.{key}" if parent else key
    rows = data.get(key, [] if may_be_empty else None)
    if not isinstance(rows, list) or not (rows or may_be_empty):
        raise ValueError(f"{place}: needs a list")
    for number, row in enumerate(rows, 1):
        here = f"{place}[{number}]"
        if not isinstance(row, Mapping):
            raise ValueError(f"{here}: needs code and title")
        code, title = row.get("code"), row.get("title")
        expected = f"{parent.code}.{number}" if parent else str(number)
        if code != expected:
            raise ValueError(f"{here}.code: should be {expected!r}, is {code!r}")
        if not isinstance(title, str) or not title.strip():
            raise ValueError(f"{here}.title: needs a text")
        yield _Row(here, expected, " ".join(title.split()), row)
