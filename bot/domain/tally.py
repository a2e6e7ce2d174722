"""Counting and adding up a plan: every count is the number of its rows, every total the sum of its rows.

One place for the numbers of the plan table, the foreword, the count summary and the reports (domain.md section 5), so that
they cannot differ.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.domain.framework import Dimension, Framework, Mission, SubMission
from bot.domain.plan import ItemKind, PlanItem


@dataclass(frozen=True, slots=True)
class Tally:
    """How many items of which kind, and how much money in each year."""

    kinds: tuple[tuple[ItemKind, int], ...]
    """In the order in which documents name them; kinds without an item are left out."""
    amounts: tuple[Decimal, ...]
    """Baht by year, in the order of the years asked for."""

    @property
    def count(self) -> int:
        return sum(number for _, number in self.kinds)

    @property
    def amount(self) -> Decimal:
        """Baht over all years."""
        return sum(self.amounts, Decimal(0))

    @property
    def words(self) -> str:
        """ "8 โครงการ, 1 กิจกรรม"."""
        return ", ".join(f"{number} {kind.label}" for kind, number in self.kinds)


def tally(items: Iterable[PlanItem], years: Sequence[int]) -> Tally:
    """Count items and add up their amounts of these fiscal years."""
    found = list(items)
    counts = Counter(item.kind for item in found)
    return Tally(
        tuple((kind, counts[kind]) for kind in ItemKind if counts[kind]),
        tuple(sum((item.amount(year) for item in found), Decimal(0)) for year in years),
    )


@dataclass(frozen=True, slots=True)
class SubMissionPart:
    """The items of a sub-mission; those of the mission that name none stand under None."""

    sub_mission: SubMission | None
    items: tuple[PlanItem, ...]


@dataclass(frozen=True, slots=True)
class MissionPart:
    """A mission with its items in order."""

    mission: Mission
    parts: tuple[SubMissionPart, ...]
    tally: Tally

    @property
    def items(self) -> tuple[PlanItem, ...]:
        return tuple(item for part in self.parts for item in part.items)


@dataclass(frozen=True, slots=True)
class DimensionPart:
    """A dimension with its missions and what they add up to."""

    dimension: Dimension
    missions: tuple[MissionPart, ...]
    tally: Tally

    @property
    def items(self) -> tuple[PlanItem, ...]:
        return tuple(item for mission in self.missions for item in mission.items)


@dataclass(frozen=True, slots=True)
class Outline:
    """A plan in the order of its framework: dimensions, missions, sub-missions, items."""

    years: tuple[int, ...]
    dimensions: tuple[DimensionPart, ...]
    tally: Tally

    @property
    def items(self) -> tuple[PlanItem, ...]:
        """Every item once, in the order of the plan."""
        return tuple(item for dimension in self.dimensions for item in dimension.items)


def outline(framework: Framework, items: Iterable[PlanItem], years: Sequence[int]) -> Outline:
    """Put items under the framework, those of a sub-mission by their number in it.

    Every dimension and mission is there, with or without items. An item under a mission the framework does not have is a
    ValueError.
    """
    found = sorted(items, key=lambda item: (item.seq, item.id))
    known = {mission.code for mission in framework.missions}
    if strangers := [item.title for item in found if item.mission not in known]:
        raise ValueError(f"no mission of {framework.code}: {strangers[0]}")
    dimensions = []
    for dimension in framework.dimensions:
        missions = tuple(_mission(m, [i for i in found if i.mission == m.code], years) for m in dimension.missions)
        inside = [item for mission in missions for item in mission.items]
        dimensions.append(DimensionPart(dimension, missions, tally(inside, years)))
    everything = [item for dimension in dimensions for item in dimension.items]
    return Outline(tuple(years), tuple(dimensions), tally(everything, years))


def _mission(mission: Mission, items: list[PlanItem], years: Sequence[int]) -> MissionPart:
    subs = {sub.code: sub for sub in mission.sub_missions}
    loose = tuple(item for item in items if item.sub_mission not in subs)
    parts = [SubMissionPart(None, loose)] if loose else []
    for code, sub in subs.items():
        if inside := tuple(item for item in items if item.sub_mission == code):
            parts.append(SubMissionPart(sub, inside))
    return MissionPart(mission, tuple(parts), tally(items, years))
